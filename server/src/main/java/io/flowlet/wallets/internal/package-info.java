/** Wallets as rows. */
@org.jspecify.annotations.NullMarked
package io.flowlet.wallets.internal;
