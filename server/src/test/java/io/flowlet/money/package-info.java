/** Tests of exact money. */
@org.jspecify.annotations.NullMarked
package io.flowlet.money;
