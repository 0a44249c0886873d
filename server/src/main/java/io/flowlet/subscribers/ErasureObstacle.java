package io.flowlet.subscribers;

/**
 * Something that has to end before a subscriber's data can be erased.
 *
 * @param code lower_snake, stable
 * @param detail what to do, for people; no personal data
 * @param openly whether it may be told to others than staff: of reviews and screening nobody else learns
 */
public record ErasureObstacle(String code, String detail, boolean openly) {}
