/** Fields, turns and look-ups of the vault as the product runs them, against what they must reach. */
@org.jspecify.annotations.NullMarked
package io.flowlet.bench.vault;
