package io.flowlet.sdk.problem;

/**
 * One fault of one member of a request.
 *
 * @param pointer JSON Pointer (RFC 6901) into the body, or a parameter's name
 * @param code lower_snake, for example {@code too_many_decimals}
 * @param detail a sentence that helps to fix it; never echoes the value
 */
public record FieldFault(String pointer, String code, String detail) {}
