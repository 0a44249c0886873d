/** The lane, the journal and the SQL of the ledger. */
@org.jspecify.annotations.NullMarked
package io.flowlet.ledger.internal;
