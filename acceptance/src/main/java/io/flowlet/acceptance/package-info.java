/** The started product from outside: the launcher, HTTP and the SDK, nothing else. */
@org.jspecify.annotations.NullMarked
package io.flowlet.acceptance;
