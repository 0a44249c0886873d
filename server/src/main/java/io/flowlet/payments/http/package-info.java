/** Payments over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.payments.http;
