/** Wallets over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.wallets.http;
