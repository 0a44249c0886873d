/** Tests of values and shapes. */
@org.jspecify.annotations.NullMarked
package io.flowlet.tokens.internal;
