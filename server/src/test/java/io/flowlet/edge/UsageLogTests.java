package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowlet.ids.Uuid7;
import io.flowlet.testing.Loggers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class UsageLogTests {
    /** Whatever a caller writes into a header, the line stays one line with the fields that it has. */
    @Test
    void writesOneJsonLineWhateverTheRequestHolds() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/{\"a\":1}\n");
        request.addHeader(
                "User-Agent", "x\r\n{\"message\":\"forged\"}\u2028\",\"error.code\":\"forged" + "y".repeat(1_000));
        request.setContent("4111111111111111".getBytes(StandardCharsets.US_ASCII));
        String line = encoded(request);

        assertThat(line.strip().lines()).hasSize(1);
        JsonNode json = JsonMapper.shared().readTree(line);
        assertThat(json.path("message").stringValue()).isEqualTo("POST unrouted 201");
        assertThat(json.at("/http/response/status_code").intValue()).isEqualTo(201);
        assertThat(json.at("/http/request/method").stringValue()).isEqualTo("POST");
        assertThat(json.at("/http/request/id").stringValue()).startsWith("req_");
        assertThat(json.at("/trace/id").stringValue()).hasSize(32);
        assertThat(json.at("/event/duration").isIntegralNumber()).isTrue();
        assertThat(json.at("/user_agent/original").stringValue()).hasSize(200).startsWith("x\r\n{");
        assertThat(json.at("/error").isMissingNode()).isTrue();
        assertThat(line).doesNotContain("4111111111111111", "/v1/");
    }

    private static String encoded(MockHttpServletRequest request) throws Exception {
        Logger usage = (Logger) LoggerFactory.getLogger("io.flowlet.usage");
        Loggers.unsilence();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        var before = usage.getLevel();
        usage.setLevel(ch.qos.logback.classic.Level.INFO);
        usage.addAppender(lines);
        try {
            MockHttpServletResponse response = new MockHttpServletResponse();
            new Tracing(new Uuid7(Clock.systemUTC()))
                    .doFilter(
                            request,
                            response,
                            (passed, answer) -> new UsageLog()
                                    .doFilter(passed, answer, (last, written) -> response.setStatus(201)));
        } finally {
            usage.detachAppender(lines);
            usage.setLevel(before);
        }
        LoggerContext context = new LoggerContext();
        context.putObject(Environment.class.getName(), new MockEnvironment());
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat("ecs");
        encoder.start();
        return new String(encoder.encode(lines.list.getFirst()), StandardCharsets.UTF_8);
    }
}
