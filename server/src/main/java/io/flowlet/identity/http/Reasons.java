package io.flowlet.identity.http;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why somebody wants something that another person decides. */
final class Reasons {
    private Reasons() {}

    /**
     * What was sent at {@code /reason}.
     *
     * @throws Refusal {@code body_invalid} if that is nothing
     */
    static String required(@Nullable String sent) {
        if (sent == null || sent.isBlank()) {
            var fault = new FieldFault("/reason", "required", "Say why: another person decides on this.");
            throw Refusal.of(ProblemCode.BODY_INVALID, List.of(fault));
        }
        return sent;
    }
}
