package io.flowlet.http;

import java.util.function.Function;

/**
 * A request that must act once, and how its outcome is told: what a controller hands to a facade that posts money.
 *
 * @param answer pure: called inside the posting transaction, and its result is what every repeat gets
 */
public record Once<O>(IdempotencyKey key, Function<O, StoredAnswer> answer) {}
