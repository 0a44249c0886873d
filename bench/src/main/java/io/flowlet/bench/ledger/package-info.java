/** The posting transaction: its engine and journal as the product runs them, and what they are compared with. */
@org.jspecify.annotations.NullMarked
package io.flowlet.bench.ledger;
