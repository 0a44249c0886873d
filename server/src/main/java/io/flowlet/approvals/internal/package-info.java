/** Requests and decisions as rows. */
@org.jspecify.annotations.NullMarked
package io.flowlet.approvals.internal;
