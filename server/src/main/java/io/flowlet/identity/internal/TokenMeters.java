package io.flowlet.identity.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** How many tokens were issued, refused and not believed. Thread-safe. */
@Component
public final class TokenMeters {
    private final MeterRegistry meters;
    private final Counter issued;
    private final Counter disbelieved;
    private final Counter replayed;

    TokenMeters(MeterRegistry meters) {
        this.meters = meters;
        this.issued = Counter.builder("flowlet.tokens.issued")
                .description("Access tokens issued")
                .register(meters);
        this.replayed = Counter.builder("flowlet.refresh_tokens.replayed")
                .description("Refresh tokens that were used a second time, with all tokens of their sign-in ended")
                .register(meters);
        this.disbelieved = Counter.builder("flowlet.tokens.disbelieved")
                .description("Requests with a credential that is no valid access token")
                .register(meters);
    }

    void refreshReplayed() {
        replayed.increment();
    }

    void issued() {
        issued.increment();
    }

    /** @param outcome one of few, so that the number of counters is bounded */
    public void device(String outcome) {
        Counter.builder("flowlet.devices")
                .description("What became of devices that asked for a person's word")
                .tag("outcome", outcome)
                .register(meters)
                .increment();
    }

    /** @param error an error code of RFC 6749, so that the number of counters is bounded */
    void refused(String error) {
        Counter.builder("flowlet.tokens.refused")
                .description("Requests to the OAuth endpoints that were refused")
                .tag("error", error)
                .register(meters)
                .increment();
    }

    /** @param reason one of few, so that the number of counters is bounded */
    public void proofRefused(String reason) {
        Counter.builder("flowlet.dpop.refused")
                .description("Proofs of possession that were refused")
                .tag("reason", reason)
                .register(meters)
                .increment();
    }

    public void disbelieved() {
        disbelieved.increment();
    }
}
