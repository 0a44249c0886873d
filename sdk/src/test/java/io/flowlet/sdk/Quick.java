package io.flowlet.sdk;

import java.time.Duration;

/** Retries that a test has time for. */
final class Quick {
    static final Retries RETRIES = new Retries(4, Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(5));

    private Quick() {}
}
