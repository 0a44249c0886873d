/** Tests of subscribers. */
@org.jspecify.annotations.NullMarked
package io.flowlet.subscribers;
