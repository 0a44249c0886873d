package io.flowlet.http;

import io.flowlet.vault.RootKeyUnavailable;
import io.flowlet.vault.UnreadableCiphertext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.coyote.BadRequestException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Which problem an exception is: ours, Spring's, the container's or the database's. */
final class ThrownProblem {
    private static final int RETRY_AFTER_SECONDS = 1;

    private ThrownProblem() {}

    static Problem of(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> of(refusal);
            case HttpRequestMethodNotSupportedException method -> methodNotAllowed(method);
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            // an id of the wrong form names nothing, like one that does not exist
            case MethodArgumentTypeMismatchException mismatch
            when mismatch.getParameter().hasParameterAnnotation(PathVariable.class) ->
                Problem.of(ProblemCode.NOT_FOUND);
            case MethodArgumentTypeMismatchException mismatch ->
                parameter(mismatch.getName(), "malformed", "This value does not have the documented form.");
            case MissingServletRequestParameterException missing -> missing(missing.getParameterName());
            case MissingRequestHeaderException missing -> missing(missing.getHeaderName());
            case HandlerMethodValidationException invalid -> Problem.of(ProblemCode.PARAMETER_INVALID, faults(invalid));
            // the key of an erased subscriber is gone; whatever misses that a row is about one says so rather than fail
            case UnreadableCiphertext erased
            when erased.reason() == UnreadableCiphertext.Reason.KEY_UNKNOWN ->
                Problem.of(ProblemCode.SUBSCRIBER_ERASED);
            case RequestRejectedException rejected -> Problem.of(ProblemCode.REQUEST_MALFORMED);
            case BadRequestException bad -> Problem.of(ProblemCode.REQUEST_MALFORMED);
            case AuthenticationException unauthenticated -> Problem.of(ProblemCode.TOKEN_MISSING);
            case AccessDeniedException denied -> Problem.of(ProblemCode.SCOPE_MISSING);
            // after a commit whose answer was lost the same key tells what became of it
            case CannotCreateTransactionException unreachable -> unavailable();
            case TransactionSystemException unknown -> unavailable();
            case TransientDataAccessException passing -> unavailable();
            case RecoverableDataAccessException broken -> unavailable();
            case NonTransientDataAccessResourceException unreachable -> unavailable();
            case RootKeyUnavailable unreachable -> unavailable();
            case ErrorResponse spring ->
                Problem.of(ofStatus(spring.getStatusCode().value()));
            default -> Problem.of(ProblemCode.INTERNAL_ERROR);
        };
    }

    /** The code for a status that the container or Spring chose without telling more. */
    static ProblemCode ofStatus(int status) {
        return switch (status) {
            case 401 -> ProblemCode.TOKEN_MISSING;
            case 403 -> ProblemCode.SCOPE_MISSING;
            case 404 -> ProblemCode.ROUTE_UNKNOWN;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.BODY_TOO_LARGE;
            case 414 -> ProblemCode.URI_TOO_LONG;
            case 415 -> ProblemCode.MEDIA_TYPE_UNSUPPORTED;
            case 429 -> ProblemCode.RATE_LIMITED;
            case 431 -> ProblemCode.HEADERS_TOO_LARGE;
            case 503 -> ProblemCode.UNAVAILABLE;
            // 501 and 505: a transfer coding or an HTTP version that nobody offered
            case 501, 505 -> ProblemCode.REQUEST_MALFORMED;
            default -> status < 500 ? ProblemCode.REQUEST_MALFORMED : ProblemCode.INTERNAL_ERROR;
        };
    }

    private static Problem of(Refusal refusal) {
        Problem problem = Problem.of(refusal.code(), refusal.faults());
        Integer seconds = refusal.retryAfterSeconds();
        return seconds == null ? problem : problem.with("Retry-After", seconds.toString());
    }

    private static Problem methodNotAllowed(HttpRequestMethodNotSupportedException method) {
        Set<HttpMethod> allowed = Objects.requireNonNullElse(method.getSupportedHttpMethods(), Set.of());
        String names = allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        return Problem.of(ProblemCode.METHOD_NOT_ALLOWED).with("Allow", names);
    }

    private static Problem unreadable(HttpMessageNotReadableException unreadable) {
        return Problem.of(
                unreadable.getCause() instanceof BadRequestException
                        ? ProblemCode.REQUEST_MALFORMED
                        : ProblemCode.BODY_MALFORMED);
    }

    private static Problem missing(String name) {
        return parameter(name, "required", "This parameter is missing.");
    }

    private static Problem parameter(String name, String code, String detail) {
        return Problem.of(ProblemCode.PARAMETER_INVALID, List.of(new FieldFault(name, code, detail)));
    }

    private static List<FieldFault> faults(HandlerMethodValidationException invalid) {
        return invalid.getParameterValidationResults().stream()
                .map(ThrownProblem::fault)
                .toList();
    }

    private static FieldFault fault(ParameterValidationResult result) {
        String name = Objects.requireNonNullElse(result.getMethodParameter().getParameterName(), "");
        return new FieldFault(name, "out_of_range", "This value is not within the documented bounds.");
    }

    private static Problem unavailable() {
        return new Problem(
                ProblemCode.UNAVAILABLE, List.of(), Map.of("Retry-After", Integer.toString(RETRY_AFTER_SECONDS)));
    }
}
