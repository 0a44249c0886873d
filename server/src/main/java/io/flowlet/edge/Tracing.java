package io.flowlet.edge;

import io.flowlet.actor.Trace;
import io.flowlet.http.RequestAttributes;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * Gives each request its ids: on the answer, in every log line meanwhile, and for the audit.
 *
 * <p>A caller's {@code traceparent} is kept when it is valid and stands once, so that its trace goes on here; otherwise a new trace begins.
 * The request id is always ours.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context, 3.2</a>
 */
final class Tracing extends Step {
    static final String REQUEST_ID_HEADER = "Flowlet-Request-Id";

    private static final String TRACEPARENT = "traceparent";
    private static final String TRACE_ID_FIELD = "trace.id";
    private static final String REQUEST_ID_FIELD = "http.request.id";
    private static final String REQUEST_ID_PREFIX = "req";

    // version 00 has exactly these four fields; a later version may have more, of which nothing is known
    private static final Pattern VALID = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
            + "|(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.{0,200})?");
    private static final int TRACE_ID_START = 3;
    private static final int TRACE_ID_END = 35;
    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;

    private final Uuid7 ids;

    Tracing(Uuid7 ids) {
        this.ids = ids;
    }

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        Trace trace = traceOf(request);
        RequestAttributes.set(request, trace);
        show(trace, response);
        MDC.put(TRACE_ID_FIELD, trace.traceId());
        MDC.put(REQUEST_ID_FIELD, trace.requestId());
        try {
            next.doFilter(request, response);
        } finally {
            MDC.remove(TRACE_ID_FIELD);
            MDC.remove(REQUEST_ID_FIELD);
        }
    }

    /** The ids of a request that may not have come as far as this step, written on its answer. */
    Trace traceFor(HttpServletRequest request, HttpServletResponse response) {
        return RequestAttributes.trace(request).orElseGet(() -> {
            Trace trace = traceOf(request);
            RequestAttributes.set(request, trace);
            show(trace, response);
            return trace;
        });
    }

    private Trace traceOf(HttpServletRequest request) {
        List<String> sent = Collections.list(request.getHeaders(TRACEPARENT));
        String traceId = sent.size() == 1 && VALID.matcher(sent.getFirst()).matches()
                ? sent.getFirst().substring(TRACE_ID_START, TRACE_ID_END)
                : hex(TRACE_ID_BYTES);
        return new Trace(traceId, PublicId.format(REQUEST_ID_PREFIX, ids.next()));
    }

    private static void show(Trace trace, HttpServletResponse response) {
        response.setHeader(REQUEST_ID_HEADER, trace.requestId());
        response.setHeader(TRACEPARENT, "00-" + trace.traceId() + "-" + hex(SPAN_ID_BYTES) + "-00");
    }

    private static String hex(int length) {
        byte[] bytes = new byte[length];
        // need not be hard to guess: it finds things, it grants nothing
        ThreadLocalRandom.current().nextBytes(bytes);
        bytes[0] |= 1; // all zeros would be no id
        return HexFormat.of().formatHex(bytes);
    }
}
