package io.flowlet.sdk.problem;

import org.jspecify.annotations.Nullable;

/** Something answered that does not speak Flowlet's API: a proxy's error page, a wrong address. Its body is not kept. */
public final class UnreadableAnswer extends FlowletException {
    private final int status;

    public UnreadableAnswer(String operation, int status, @Nullable Throwable cause) {
        super(operation + ": an answer of status " + status + " that cannot be read", cause);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
