/** Tests of payments. */
@org.jspecify.annotations.NullMarked
package io.flowlet.payments;
