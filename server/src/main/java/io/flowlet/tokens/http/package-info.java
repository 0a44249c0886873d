/** Tokens over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.tokens.http;
