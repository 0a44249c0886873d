/** The ledger over HTTP: only accounts that the program opened for itself. */
@org.jspecify.annotations.NullMarked
package io.flowlet.ledger.http;
