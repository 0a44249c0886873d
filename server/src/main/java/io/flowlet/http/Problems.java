package io.flowlet.http;

import io.flowlet.actor.Trace;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns every refusal and failure into {@code application/problem+json}, wherever it comes from: controllers, filters or the container.
 *
 * <p>An answer says what the catalogue says and nothing about the inside; a failure of ours is logged once, with the id that the answer
 * carries. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
@Component
@RestControllerAdvice
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** An answer stays small however long the request's path was. */
    private static final int MAX_INSTANCE_CHARS = 512;

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** Answers whatever a controller, an argument or Spring itself threw. */
    @ExceptionHandler
    public void answer(Throwable failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem problem = ThrownProblem.of(failure);
        if (problem.code() == ProblemCode.INTERNAL_ERROR) {
            LOG.error("request {} failed", requestId(request), failure);
        }
        write(problem, request, response);
    }

    /** The code for an HTTP status that somebody else chose without telling more. */
    public static ProblemCode ofStatus(int status) {
        return ThrownProblem.ofStatus(status);
    }

    /** Answers with {@code problem}; does nothing when the answer is already on its way. */
    public void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestAttributes.set(request, problem.code());
        if (response.isCommitted()) {
            LOG.debug(
                    "request {} ends with {} after its answer had begun",
                    requestId(request),
                    problem.code().code());
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.code().status());
        problem.headers().forEach(response::setHeader);
        boolean oauth = OAuthErrors.apply(request);
        response.setContentType(oauth ? "application/json" : "application/problem+json");
        byte[] body = json.writeValueAsBytes(
                oauth ? OAuthErrors.body(problem) : body(problem, path(request), RequestAttributes.trace(request)));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The body as JSON, for a refusal that is decided inside a transaction and kept with its key. */
    String json(Problem problem, String instance, Trace trace) {
        return json.writeValueAsString(body(problem, instance, Optional.of(trace)));
    }

    private static Map<String, Object> body(Problem problem, String instance, Optional<Trace> trace) {
        ProblemCode code = problem.code();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/problems/" + code.code());
        body.put("title", code.title());
        body.put("status", code.status());
        body.put("detail", code.detail());
        body.put("instance", instance);
        body.put("code", code.code());
        body.put("category", code.category().code());
        body.put("retryable", code.retryable());
        body.put("advice", code.advice().code());
        body.put("errors", problem.faults());
        body.put("trace_id", trace.map(Trace::traceId).orElse(""));
        body.put("request_id", trace.map(Trace::requestId).orElse(""));
        return body;
    }

    private static String path(HttpServletRequest request) {
        String path = Objects.requireNonNullElse(request.getRequestURI(), "");
        return path.length() <= MAX_INSTANCE_CHARS ? path : path.substring(0, MAX_INSTANCE_CHARS);
    }

    private static String requestId(HttpServletRequest request) {
        return RequestAttributes.trace(request).map(Trace::requestId).orElse("");
    }
}
