package io.flowlet.actor;

/**
 * How one request is found again in answers, logs and audit.
 *
 * @param traceId 32 hexadecimal digits, W3C Trace Context
 * @param requestId ours, {@code req_…}, one for each request even inside one trace
 */
public record Trace(String traceId, String requestId) {}
