package io.flowlet.sdk;

import io.flowlet.sdk.problem.Advice;
import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.FieldFault;
import io.flowlet.sdk.problem.FlowletException;
import io.flowlet.sdk.problem.OAuthRefused;
import io.flowlet.sdk.problem.ProblemDetails;
import io.flowlet.sdk.problem.UnreadableAnswer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads what the server answers when it refuses. */
final class Refusals {
    private Refusals() {}

    private record Written(
            @Nullable String title,
            @Nullable String detail,
            @Nullable String code,
            @Nullable String category,
            boolean retryable,
            @Nullable Advice advice,
            @Nullable List<FieldFault> errors,
            @Nullable String traceId,
            @Nullable String requestId,
            @Nullable String error,
            @Nullable String errorDescription) {}

    /** The exception for an answer that is no success. */
    static FlowletException of(Call call, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        Written written = written(answer).orElse(null);
        if (written != null && written.code() != null && written.category() != null) {
            return ApiProblem.of(written.category(), details(status, written.code(), written, answer));
        }
        if (written != null && written.error() != null) {
            return new OAuthRefused(status, written.error(), written.errorDescription());
        }
        return new UnreadableAnswer(call.operation(), status, null);
    }

    /** The code of a problem. */
    static Optional<String> code(HttpResponse<byte[]> answer) {
        return written(answer).map(Written::code);
    }

    /** The wait that the server asks for, in seconds as Flowlet writes it. */
    static Optional<Duration> retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static ProblemDetails details(int status, String code, Written written, HttpResponse<?> answer) {
        return new ProblemDetails(
                status,
                code,
                written.title() == null ? code : written.title(),
                written.detail() == null ? "" : written.detail(),
                written.advice() == null ? Advice.UNKNOWN : written.advice(),
                written.retryable(),
                written.errors() == null ? List.of() : written.errors(),
                written.traceId(),
                written.requestId(),
                retryAfter(answer).orElse(null));
    }

    private static Optional<Written> written(HttpResponse<byte[]> answer) {
        try {
            return Optional.ofNullable(Json.read(answer.body(), Written.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
