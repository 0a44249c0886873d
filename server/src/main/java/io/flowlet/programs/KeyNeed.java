package io.flowlet.programs;

/**
 * Something of a tenant that needs its keys.
 *
 * @param code lower_snake, stable
 * @param detail what it is and how it ends; names nobody
 */
public record KeyNeed(String code, String detail) {}
