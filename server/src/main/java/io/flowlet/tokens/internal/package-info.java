/** Rows, shapes and masks of tokens. */
@org.jspecify.annotations.NullMarked
package io.flowlet.tokens.internal;
