/** Rows, digests, tokens and their verification, and the parts that Spring Authorization Server is assembled from. */
@org.jspecify.annotations.NullMarked
package io.flowlet.identity.internal;
