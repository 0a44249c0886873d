package io.flowlet.ledger.internal.engine;

/**
 * What makes a unit the same as another one.
 *
 * @param identity principal, route and key in one string
 * @param requestHash digest of the request; the same identity with another digest is a mistake of the caller
 */
public record RequestKey(String identity, String requestHash) {}
