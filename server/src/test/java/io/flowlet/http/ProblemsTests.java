package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowlet.actor.Trace;
import io.flowlet.testing.Loggers;
import io.flowlet.vault.RootKeyUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.coyote.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemsTests {
    private static final String SECRET = "4111111111111111";

    private final JsonMapper json = JsonBodiesTests.mapper();
    private final Problems problems = new Problems(json);
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/payments");
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(Refusal.of(ProblemCode.ACCOUNT_FROZEN), ProblemCode.ACCOUNT_FROZEN),
                Arguments.of(
                        new HttpRequestMethodNotSupportedException("PUT", Set.of("GET", "POST")),
                        ProblemCode.METHOD_NOT_ALLOWED),
                Arguments.of(
                        new HttpMediaTypeNotSupportedException(MediaType.TEXT_PLAIN, List.of()),
                        ProblemCode.MEDIA_TYPE_UNSUPPORTED),
                Arguments.of(new HttpMediaTypeNotAcceptableException(List.of()), ProblemCode.NOT_ACCEPTABLE),
                Arguments.of(new NoHandlerFoundException("GET", "/x", new HttpHeaders()), ProblemCode.ROUTE_UNKNOWN),
                Arguments.of(new NoResourceFoundException(HttpMethod.GET, "/x", "x"), ProblemCode.ROUTE_UNKNOWN),
                Arguments.of(unreadable(new IOException(SECRET)), ProblemCode.BODY_MALFORMED),
                Arguments.of(unreadable(new BadRequestException(SECRET)), ProblemCode.REQUEST_MALFORMED),
                Arguments.of(
                        new MissingServletRequestParameterException("limit", "int"), ProblemCode.PARAMETER_INVALID),
                Arguments.of(new RequestRejectedException(SECRET), ProblemCode.REQUEST_MALFORMED),
                Arguments.of(new AccessDeniedException(SECRET), ProblemCode.SCOPE_MISSING),
                Arguments.of(new MaxUploadSizeExceededException(5), ProblemCode.BODY_TOO_LARGE),
                Arguments.of(new ResponseStatusException(HttpStatus.GONE), ProblemCode.REQUEST_MALFORMED),
                Arguments.of(new CannotCreateTransactionException(SECRET), ProblemCode.UNAVAILABLE),
                Arguments.of(new RootKeyUnavailable(SECRET), ProblemCode.UNAVAILABLE),
                Arguments.of(new CannotGetJdbcConnectionException(SECRET), ProblemCode.UNAVAILABLE),
                Arguments.of(new CannotAcquireLockException(SECRET), ProblemCode.UNAVAILABLE),
                Arguments.of(new TransactionSystemException(SECRET), ProblemCode.UNAVAILABLE),
                Arguments.of(new DataIntegrityViolationException(SECRET), ProblemCode.INTERNAL_ERROR),
                Arguments.of(new IllegalStateException(SECRET), ProblemCode.INTERNAL_ERROR),
                Arguments.of(new StackOverflowError(SECRET), ProblemCode.INTERNAL_ERROR));
    }

    private static HttpMessageNotReadableException unreadable(IOException cause) {
        return new HttpMessageNotReadableException(SECRET, cause, new MockHttpInputMessage(new byte[0]));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysNothingAboutTheInside(Throwable failure, ProblemCode code) throws IOException {
        problems.answer(failure, request, response);
        assertThat(response.getStatus()).isEqualTo(code.status());
        assertThat(body().path("code").stringValue()).isEqualTo(code.code());
        assertThat(response.getContentAsString()).doesNotContain(SECRET, "xception", "rror:");
        assertThat(RequestAttributes.problem(request)).contains(code);
        assertThat(response.getHeader("Retry-After") != null).isEqualTo(code == ProblemCode.UNAVAILABLE);
    }

    @Test
    void logsAFailureOfOursOnceWithTheIdOfTheAnswer() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(Problems.class);
        Loggers.unsilence();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            RequestAttributes.set(request, new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_42"));
            problems.answer(new IllegalStateException("disk on fire"), request, response);
            problems.answer(
                    Refusal.of(ProblemCode.NOT_FOUND), new MockHttpServletRequest(), new MockHttpServletResponse());
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getFormattedMessage()).contains("req_42");
            assertThat(line.getThrowableProxy().getMessage()).isEqualTo("disk on fire");
        });
        assertThat(body().path("request_id").stringValue()).isEqualTo("req_42");
        assertThat(body().path("trace_id").stringValue()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void showsThePathWithoutItsQueryAndNotWithoutEnd() throws IOException {
        request.setQueryString("iban=" + SECRET);
        request.setRequestURI("/v1/" + "x".repeat(5_000));
        problems.answer(Refusal.of(ProblemCode.ROUTE_UNKNOWN), request, response);
        assertThat(body().path("instance").stringValue()).startsWith("/v1/xxx").hasSize(512);
    }

    @Test
    void leavesAnAnswerAloneThatHasBegun() throws IOException {
        response.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
        response.flushBuffer();
        problems.answer(Refusal.of(ProblemCode.NOT_FOUND), request, response);
        assertThat(response.getContentAsString()).isEqualTo("half");
    }

    @Test
    void replacesWhatWasWrittenButNotSent() throws IOException {
        response.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
        problems.answer(Refusal.of(ProblemCode.NOT_FOUND), request, response);
        assertThat(body().path("code").stringValue()).isEqualTo("not_found");
    }

    @Test
    void tellsFaultsAndWhenToComeBack() throws IOException {
        problems.answer(
                Refusal.of(
                        ProblemCode.BODY_INVALID,
                        List.of(new FieldFault("/amount", "not_positive", "This must be above zero."))),
                request,
                response);
        assertThat(body().at("/errors/0/pointer").stringValue()).isEqualTo("/amount");
        MockHttpServletResponse later = new MockHttpServletResponse();
        problems.answer(Refusal.retryAfter(ProblemCode.OVERLOADED, 7), request, later);
        assertThat(later.getHeader("Retry-After")).isEqualTo("7");
    }

    private JsonNode body() throws IOException {
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        return json.readTree(response.getContentAsString());
    }
}
