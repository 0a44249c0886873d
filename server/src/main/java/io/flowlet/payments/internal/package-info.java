/** Payments as rows. */
@org.jspecify.annotations.NullMarked
package io.flowlet.payments.internal;
