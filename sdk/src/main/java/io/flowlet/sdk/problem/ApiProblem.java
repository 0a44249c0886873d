package io.flowlet.sdk.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API said no, in RFC 9457: one subtype for each category, so that a {@code switch} can be exhaustive.
 *
 * <p>A category or code of a later server comes as {@link OtherProblem} or with a {@link #code()} that this version does not know; nothing
 * of the answer is lost.
 */
public abstract sealed class ApiProblem extends FlowletException
        permits AuthProblem,
                ValidationProblem,
                LimitProblem,
                ConflictProblem,
                ComplianceProblem,
                FundsProblem,
                DependencyProblem,
                InternalProblem,
                OtherProblem {
    private final ProblemDetails details;

    ApiProblem(ProblemDetails details) {
        super(message(details), null);
        this.details = details;
    }

    /** The subtype for {@code category}, as the API writes it. */
    public static ApiProblem of(String category, ProblemDetails details) {
        return switch (category) {
            case "auth" -> new AuthProblem(details);
            case "validation" -> new ValidationProblem(details);
            case "limit" -> new LimitProblem(details);
            case "conflict" -> new ConflictProblem(details);
            case "compliance" -> new ComplianceProblem(details);
            case "funds" -> new FundsProblem(details);
            case "dependency" -> new DependencyProblem(details);
            case "internal" -> new InternalProblem(details);
            default -> new OtherProblem(category, details);
        };
    }

    public final ProblemDetails details() {
        return details;
    }

    /** What a program branches on, for example {@code insufficient_funds}. */
    public final String code() {
        return details.code();
    }

    /** Whether the code is {@code code}. */
    public final boolean is(String code) {
        return details.code().equals(code);
    }

    public final int status() {
        return details.status();
    }

    public final String title() {
        return details.title();
    }

    public final String detail() {
        return details.detail();
    }

    public final Advice advice() {
        return details.advice();
    }

    /** Whether the very same request can succeed later. */
    public final boolean retryable() {
        return details.retryable();
    }

    /** Which members of the request are wrong; empty unless the code is about members. */
    public final List<FieldFault> errors() {
        return details.errors();
    }

    public final @Nullable String traceId() {
        return details.traceId();
    }

    /** Finds the request in the server's logs: give it to support. */
    public final @Nullable String requestId() {
        return details.requestId();
    }

    /** How long to wait, when the answer said so. */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(details.retryAfter());
    }

    private static String message(ProblemDetails details) {
        String request = details.requestId() == null ? "" : ", request " + details.requestId();
        return details.code() + " (" + details.status() + request + "): " + details.detail();
    }
}
