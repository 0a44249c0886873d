package io.flowlet.edge;

import io.flowlet.http.Problem;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Problems;
import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in the container's place where a request never came to a filter: bad request lines and headers, TRACE, a server that stops. */
final class ContainerProblems extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerProblems.class);

    /** The container has no code of its own for this, only this text. */
    private static final String TOO_LARGE =
            StringManager.getManager("org.apache.coyote.http11").getString("iib.requestheadertoolarge.error");

    private static final int HTTP_ERRORS = 400;

    private final Problems problems;
    private final Tracing tracing;
    private final AnswerHeaders headers;

    ContainerProblems(Problems problems, Tracing tracing, AnswerHeaders headers) {
        this.problems = problems;
        this.tracing = tracing;
        this.headers = headers;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < HTTP_ERRORS || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean writable = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
        if (!writable.get()) {
            return;
        }
        try {
            tracing.traceFor(request, response);
            headers.apply(request, response);
            Problem problem = Problem.of(code(request, response, failure));
            problems.write(problem, request, response);
            response.finishResponse();
        } catch (IOException e) {
            LOG.debug("the peer is gone before it could be refused", e);
        }
    }

    private static ProblemCode code(Request request, Response response, @Nullable Throwable failure) {
        if (isTooLarge(failure)) {
            String uri = request.getRequestURI();
            boolean headersBegun = request.getProtocol() != null && uri != null && uri.length() <= Bounds.MAX_URI_CHARS;
            return headersBegun ? ProblemCode.HEADERS_TOO_LARGE : ProblemCode.URI_TOO_LONG;
        }
        ProblemCode code = Problems.ofStatus(response.getStatus());
        if (code == ProblemCode.INTERNAL_ERROR) {
            LOG.error("the container failed over a request", (Throwable)
                    request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
        }
        return code;
    }

    /** Too many bytes, or more headers than are counted (the only illegal state that reading headers knows). */
    private static boolean isTooLarge(@Nullable Throwable failure) {
        return (failure instanceof IllegalArgumentException && TOO_LARGE.equals(failure.getMessage()))
                || failure instanceof IllegalStateException;
    }
}
