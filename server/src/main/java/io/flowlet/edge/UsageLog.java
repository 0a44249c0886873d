package io.flowlet.edge;

import io.flowlet.actor.Actor;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.RequestAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * One line for each request, in the names of the Elastic Common Schema. Holds ids, sizes and times; never a body, a header with a secret,
 * or a path as called, which may hold anything.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs">Elastic Common Schema</a>
 */
final class UsageLog extends Step {
    private static final Logger USAGE = LoggerFactory.getLogger("io.flowlet.usage");
    private static final int MAX_AGENT_CHARS = 200;

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        long start = System.nanoTime();
        try {
            next.doFilter(request, response);
        } finally {
            write(request, response, System.nanoTime() - start);
        }
    }

    /** The route's template, such as {@code /v1/wallets/{id}}; {@code unrouted} when no route took the request. */
    static String route(HttpServletRequest request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern == null ? "unrouted" : pattern.toString();
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, long nanos) {
        if (!USAGE.isInfoEnabled()) {
            return;
        }
        String route = route(request);
        LoggingEventBuilder line = USAGE.atInfo()
                .addKeyValue("event.kind", "event")
                .addKeyValue("event.category", "web")
                .addKeyValue("event.duration", nanos)
                .addKeyValue("http.request.method", request.getMethod())
                .addKeyValue("http.response.status_code", response.getStatus())
                .addKeyValue("flowlet.route", route);
        if (request.getContentLengthLong() >= 0) {
            line = line.addKeyValue("http.request.body.bytes", request.getContentLengthLong());
        }
        line = withCaller(line, request);
        line = with(line, "error.code", RequestAttributes.problem(request).map(ProblemCode::code));
        line = with(
                line,
                "user_agent.original",
                Optional.ofNullable(request.getHeader("User-Agent")).map(UsageLog::cut));
        line = with(line, "flowlet.limit", Optional.ofNullable(response.getHeader("RateLimit")));
        line = with(line, "flowlet.idempotent_replay", Optional.ofNullable(response.getHeader("Idempotent-Replayed")));
        line.log("{} {} {}", request.getMethod(), route, response.getStatus());
    }

    private static LoggingEventBuilder withCaller(LoggingEventBuilder line, HttpServletRequest request) {
        LoggingEventBuilder more = with(
                line, "source.ip", RequestAttributes.knownClientAddress(request).map(Object::toString));
        if (RequestAttributes.caller(request).isEmpty()) {
            return more;
        }
        Actor actor = RequestAttributes.caller(request).get().actor();
        return more.addKeyValue("client.id", actor.name())
                .addKeyValue("user.id", actor.principal())
                .addKeyValue("flowlet.tenant", actor.tenant().value());
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String field, Optional<String> value) {
        return value.isEmpty() ? line : line.addKeyValue(field, value.get());
    }

    private static String cut(String agent) {
        return agent.length() <= MAX_AGENT_CHARS ? agent : agent.substring(0, MAX_AGENT_CHARS);
    }
}
