package io.flowlet.client.pages;

import io.flowlet.client.session.Audience;
import io.flowlet.client.session.SignInAgain;
import io.flowlet.client.session.SignInUnavailable;
import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.DependencyProblem;
import io.flowlet.sdk.problem.LimitProblem;
import io.flowlet.sdk.problem.Unreachable;
import io.flowlet.sdk.problem.UnreadableAnswer;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** What people see when something did not work: what it was, whether anything was done, and what to do now. Nothing of the inside. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Pages pages;

    public Failures(Pages pages) {
        this.pages = pages;
    }

    /**
     * A page about a failure.
     *
     * @param retry the address of a link to try again; empty for none
     * @param reference of the request, for support; empty for none
     */
    public record Told(String title, String text, String retry, String reference) {}

    /** Answers whatever a handler threw and did not deal with itself. */
    public ServerResponse answer(Throwable failure, ServerRequest request) {
        return switch (failure) {
            case SignInAgain ended -> signInAgain(ended, request);
            case SignInUnavailable unavailable -> tryAgain(request, "", false);
            case Unreachable unreachable -> tryAgain(request, "", isChange(request));
            case UnreadableAnswer unreadable -> tryAgain(request, "", isChange(request));
            case DependencyProblem problem -> tryAgain(request, reference(problem), false);
            case LimitProblem problem ->
                show(
                        request,
                        HttpStatus.TOO_MANY_REQUESTS,
                        new Told(
                                "Too many requests",
                                "Wait a minute, then try again. Nothing was changed.",
                                "",
                                reference(problem)));
            case ApiProblem problem -> answer(problem, request);
            case NotAnId other -> notFound(request);
            default -> failed(failure, request);
        };
    }

    private ServerResponse answer(ApiProblem problem, ServerRequest request) {
        if (problem.status() == HttpStatus.UNAUTHORIZED.value()) {
            return signInAgain(audience(request), request);
        }
        if (problem.is("not_found") || problem.is("parameter_invalid") || problem.is("route_unknown")) {
            return notFound(request);
        }
        if (problem.status() == HttpStatus.FORBIDDEN.value()) {
            return show(
                    request,
                    HttpStatus.FORBIDDEN,
                    new Told(
                            "Not for your account",
                            "Your account may not do this. If you think it should, ask your administrator.",
                            "",
                            reference(problem)));
        }
        LOG.warn("unexpected answer of the API: {} ({})", problem.code(), reference(problem));
        return show(
                request,
                HttpStatus.BAD_GATEWAY,
                new Told("This did not work", problem.detail(), "", reference(problem)));
    }

    private static Audience audience(ServerRequest request) {
        return request.path().startsWith("/console") ? Audience.STAFF : Audience.SUBSCRIBER;
    }

    private ServerResponse signInAgain(SignInAgain ended, ServerRequest request) {
        return signInAgain(ended.audience(), request);
    }

    private ServerResponse signInAgain(Audience audience, ServerRequest request) {
        HttpSession session = request.servletRequest().getSession(false);
        if (session != null) {
            session.invalidate();
        }
        if (request.headers().firstHeader("HX-Request") != null) {
            return ServerResponse.noContent()
                    .header("HX-Redirect", audience.signInPath())
                    .build();
        }
        if (request.method().equals(HttpMethod.GET)) {
            return Pages.goTo(audience.signInPath());
        }
        return show(request, HttpStatus.UNAUTHORIZED, sessionOver(audience.signInPath()));
    }

    private static Told sessionOver(String signIn) {
        return new Told(
                "Your session has ended", "Nothing was changed. Sign in again and repeat the last step.", signIn, "");
    }

    private ServerResponse tryAgain(ServerRequest request, String reference, boolean unknown) {
        String text = unknown
                ? "We could not see whether the last step was carried out. Look before you repeat it."
                : "The service cannot answer now. Nothing was changed. Try again in a moment.";
        String retry = request.method().equals(HttpMethod.GET) ? request.path() : "";
        return show(
                request,
                HttpStatus.SERVICE_UNAVAILABLE,
                new Told("We cannot reach the service", text, retry, reference));
    }

    private static boolean isChange(ServerRequest request) {
        return !request.method().equals(HttpMethod.GET);
    }

    public ServerResponse notFound(ServerRequest request) {
        return show(
                request,
                HttpStatus.NOT_FOUND,
                new Told("Page not found", "There is nothing at this address, or it is not yours to see.", "", ""));
    }

    private ServerResponse failed(Throwable failure, ServerRequest request) {
        // a class says enough here: messages may hold what somebody typed
        LOG.error("{} {} failed: {}", request.method(), pattern(request), where(failure));
        return show(
                request,
                HttpStatus.INTERNAL_SERVER_ERROR,
                new Told("Something went wrong", "This is our fault. Try again; if it stays, tell us.", "", ""));
    }

    private static String where(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static Object pattern(ServerRequest request) {
        return request.attribute(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE).orElse("");
    }

    /** What the container or the security filters refused. */
    public ServerResponse refused(ServerRequest request) {
        int status = Optional.ofNullable(request.servletRequest().getAttribute(RequestDispatcher.ERROR_STATUS_CODE))
                .filter(Integer.class::isInstance)
                .map(Integer.class::cast)
                .orElse(HttpStatus.NOT_FOUND.value());
        HttpStatus answered = Optional.ofNullable(HttpStatus.resolve(status)).orElse(HttpStatus.INTERNAL_SERVER_ERROR);
        return switch (answered) {
            case FORBIDDEN ->
                show(
                        request,
                        answered,
                        new Told(
                                "This form is too old",
                                "Your session has ended, or the form came from somewhere else. Nothing was changed. "
                                        + "Open the page again and repeat the last step.",
                                "/",
                                ""));
            case NOT_FOUND, METHOD_NOT_ALLOWED -> notFound(request);
            case CONTENT_TOO_LARGE ->
                show(
                        request,
                        answered,
                        new Told("Too much at once", "The form is too large. Nothing was changed.", "", ""));
            default -> {
                Told told = answered.is4xxClientError()
                        ? new Told("This request cannot be read", "Nothing was changed.", "", "")
                        : new Told(
                                "Something went wrong", "This is our fault. Try again; if it stays, tell us.", "", "");
                yield show(request, answered, told);
            }
        };
    }

    private ServerResponse show(ServerRequest request, HttpStatus status, Told told) {
        return pages.show(request, status, "failure", told);
    }

    private static String reference(ApiProblem problem) {
        return problem.requestId() == null ? "" : problem.requestId();
    }
}
