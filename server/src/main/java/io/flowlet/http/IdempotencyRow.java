package io.flowlet.http;

/**
 * What is kept of one effect.
 *
 * @param key the slot and the request
 * @param answer what a repeat gets
 * @param movesMoney whether it was asked to, posted or refused: such a row is never forgotten
 */
public record IdempotencyRow(IdempotencyKey key, StoredAnswer answer, boolean movesMoney) {}
