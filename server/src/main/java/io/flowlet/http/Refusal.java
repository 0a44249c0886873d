package io.flowlet.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request with a problem. Thrown by controllers and filters only; modules answer with outcomes.
 *
 * <p>Has no stack trace: a refusal is an ordinary answer, and bad requests must be cheap.
 */
public final class Refusal extends RuntimeException {
    private final transient ProblemCode code;
    private final transient List<FieldFault> faults;
    private final transient @Nullable Integer retryAfterSeconds;

    private Refusal(ProblemCode code, List<FieldFault> faults, @Nullable Integer retryAfterSeconds) {
        super(code.code(), null, false, false);
        this.code = code;
        this.faults = List.copyOf(faults);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static Refusal of(ProblemCode code) {
        return new Refusal(code, List.of(), null);
    }

    public static Refusal of(ProblemCode code, List<FieldFault> faults) {
        return new Refusal(code, faults, null);
    }

    /** A refusal that says when to come back. */
    public static Refusal retryAfter(ProblemCode code, int seconds) {
        return new Refusal(code, List.of(), seconds);
    }

    public ProblemCode code() {
        return code;
    }

    public List<FieldFault> faults() {
        return faults;
    }

    /** Seconds for {@code Retry-After}, or null when there is nothing to wait for. */
    public @Nullable Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
