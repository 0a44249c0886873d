@org.jspecify.annotations.NullMarked
package io.flowlet.ledger.http;
