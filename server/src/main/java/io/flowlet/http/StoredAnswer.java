package io.flowlet.http;

/**
 * An answer that a repeat of its request gets again, byte for byte.
 *
 * @param status 2xx, or 409 or 422 for a refusal that was decided inside the transaction
 * @param json the body, UTF-8
 */
public record StoredAnswer(int status, String json) {}
