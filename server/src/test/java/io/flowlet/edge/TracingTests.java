package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Trace;
import io.flowlet.http.RequestAttributes;
import io.flowlet.ids.Uuid7;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class TracingTests {
    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Tracing tracing = new Tracing(new Uuid7(Clock.systemUTC()));
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-" + ID + "-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-00",
                "01-" + ID + "-00f067aa0ba902b7-01",
                "cc-" + ID + "-00f067aa0ba902b7-01-what-the-future-brings",
            })
    void keepsAValidTrace(String traceparent) throws Exception {
        assertThat(trace(traceparent).traceId()).isEqualTo(ID);
        assertThat(response.getHeader("traceparent")).matches("00-" + ID + "-(?!0{16})[0-9a-f]{16}-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "00-" + ID + "-00f067aa0ba902b7",
                "00-" + ID + "-00f067aa0ba902b7-01-more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + ID + "-0000000000000000-01",
                "00-" + ID + "0-00f067aa0ba902b7-01",
                "ff-" + ID + "-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-0g",
                " 00-" + ID + "-00f067aa0ba902b7-01",
                "00-" + ID + "-00f067aa0ba902b7-01\r\nSet-Cookie: a=b",
            })
    void beginsANewTraceInsteadOfAnInvalidOne(String traceparent) throws Exception {
        Trace trace = trace(traceparent);
        assertThat(trace.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(ID).isNotEqualTo("0".repeat(32));
    }

    @Test
    void beginsANewTraceWhenTwoAreSent() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("traceparent", "00-" + ID + "-00f067aa0ba902b7-01");
        request.addHeader("traceparent", "00-" + ID + "-00f067aa0ba902b7-01");
        assertThat(trace(request).traceId()).isNotEqualTo(ID);
    }

    @Test
    void givesEachRequestAnIdOfItsOwnWhateverWasSent() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("Flowlet-Request-Id", "req_mine");
        Trace first = trace(request);
        Trace second = trace(new MockHttpServletRequest());
        assertThat(first.requestId()).matches("req_[0-9a-z]{26}").isNotEqualTo(second.requestId());
        assertThat(response.getHeader("Flowlet-Request-Id")).isEqualTo(second.requestId());
    }

    @Test
    void namesTheRequestInLogLinesMeanwhileAndNoLonger() throws Exception {
        AtomicReference<String> during = new AtomicReference<>();
        tracing.doFilter(
                new MockHttpServletRequest(), response, (request, answer) -> during.set(MDC.get("http.request.id")));
        assertThat(during.get()).isEqualTo(response.getHeader("Flowlet-Request-Id"));
        assertThat(MDC.get("http.request.id")).isNull();
        assertThat(MDC.get("trace.id")).isNull();
    }

    private Trace trace(String traceparent) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("traceparent", traceparent);
        return trace(request);
    }

    private Trace trace(MockHttpServletRequest request) throws Exception {
        tracing.doFilter(request, response, (passed, answer) -> {});
        return RequestAttributes.trace(request).orElseThrow();
    }
}
