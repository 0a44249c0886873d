package io.flowlet.sdk.problem;

import org.jspecify.annotations.Nullable;

/**
 * A call did not succeed.
 *
 * <p>No message, member or cause of these exceptions holds a token, a secret or a member of the request's body.
 */
public abstract sealed class FlowletException extends RuntimeException
        permits ApiProblem, OAuthRefused, Unreachable, UnreadableAnswer {
    FlowletException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
