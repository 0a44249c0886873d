package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.http.RequiresScope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

class RouteChecksTests {
    private final RouteChecks checks = new RouteChecks();

    static final class Controller {
        @RequiresScope({"cats:read", "dogs:read"})
        public void read(
                @RequestParam(required = false) @Nullable Integer limit,
                @RequestParam(name = "of_age", required = false) @Nullable String age) {}

        @RequiresScope("cats:write")
        public void write(@RequestBody String body) {}

        public void open() {}

        @RequiresScope("no scope")
        public void misspelt() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                                        | -",
                "application/json                         | -",
                "*/*                                      | -",
                "application/*                            | -",
                "text/html, application/json;q=0.1        | -",
                "text/html, */*;q=0.8                     | -",
                "text/html                                | NOT_ACCEPTABLE",
                "application/xml                          | NOT_ACCEPTABLE",
                "application/json;q=0                     | NOT_ACCEPTABLE",
                "application/problem+json                 | NOT_ACCEPTABLE",
                "nonsense                                 | NOT_ACCEPTABLE",
                "application/json;q=abc                   | NOT_ACCEPTABLE",
            })
    void answersJsonOrNotAtAll(@Nullable String accept, @Nullable ProblemCode refused) throws Exception {
        MockHttpServletRequest request = request("GET", null);
        if (accept != null) {
            request.addHeader("Accept", accept);
        }
        assertThat(refusal("read", request)).isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "application/json                         | -",
                "application/json; charset=utf-8          | -",
                "application/json;charset=\"UTF-8\"       | -",
                "APPLICATION/JSON                         | -",
                "-                                        | MEDIA_TYPE_UNSUPPORTED",
                "application/json; charset=utf-16         | MEDIA_TYPE_UNSUPPORTED",
                "application/json; charset=nonsense       | MEDIA_TYPE_UNSUPPORTED",
                "application/json; version=2              | MEDIA_TYPE_UNSUPPORTED",
                "application/json; charset=utf-8; a=b     | MEDIA_TYPE_UNSUPPORTED",
                "application/problem+json                 | MEDIA_TYPE_UNSUPPORTED",
                "application/*                            | MEDIA_TYPE_UNSUPPORTED",
                "*/*                                      | MEDIA_TYPE_UNSUPPORTED",
                "text/json                                | MEDIA_TYPE_UNSUPPORTED",
                "application/x-www-form-urlencoded        | MEDIA_TYPE_UNSUPPORTED",
                "multipart/form-data; boundary=x          | MEDIA_TYPE_UNSUPPORTED",
                "application/json, text/plain             | MEDIA_TYPE_UNSUPPORTED",
                "json                                     | MEDIA_TYPE_UNSUPPORTED",
            })
    void readsJsonInUtf8OrNotAtAll(@Nullable String contentType, @Nullable ProblemCode refused) throws Exception {
        MockHttpServletRequest request = request("POST", null);
        if (contentType != null) {
            request.addHeader("Content-Type", contentType);
        }
        assertThat(refusal("write", request)).isEqualTo(refused);
    }

    @Test
    void refusesACompressedBodyAndTwoTypes() throws Exception {
        MockHttpServletRequest request = request("POST", null);
        request.addHeader("Content-Type", "application/json");
        request.addHeader("Content-Encoding", "gzip");
        assertThat(refusal("write", request)).isEqualTo(ProblemCode.MEDIA_TYPE_UNSUPPORTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                    | -",
                "limit=5              | -",
                "limit=5&of_age=2     | -",
                "%6cimit=5            | -",
                "limit=               | -",
                "limit                | -",
                "limit=5&limit=6      | repeated_parameter",
                "limit=5&%6cimit=6    | repeated_parameter",
                "Limit=5              | unknown_parameter",
                "age=5                | unknown_parameter",
                "limit=5&             | unknown_parameter",
                "&                    | unknown_parameter",
                "=                    | unknown_parameter",
                "limit=%zz            | unknown_parameter",
                "%=1                  | unknown_parameter",
                "limit%5B%5D=1        | unknown_parameter",
                "access_token=x       | unknown_parameter",
            })
    void knowsItsParametersAndTakesEachOnce(@Nullable String query, @Nullable String fault) throws Exception {
        MockHttpServletRequest request = request("GET", query);
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> check("read", request));
        if (fault == null) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal.code()).isEqualTo(ProblemCode.PARAMETER_INVALID);
            assertThat(refusal.faults())
                    .singleElement()
                    .extracting(told -> told.code())
                    .isEqualTo(fault);
            assertThat(refusal.faults().toString()).doesNotContain("access_token", "zz");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "2026-11-01  | -",
                "2026-11-02  | VERSION_UNKNOWN",
                "latest      | VERSION_UNKNOWN",
                "''          | VERSION_UNKNOWN",
            })
    void keepsADatedContractOrSaysThatItDoesNot(String version, @Nullable ProblemCode refused) throws Exception {
        MockHttpServletRequest request = request("GET", null);
        request.addHeader("Flowlet-Version", version);
        assertThat(refusal("read", request)).isEqualTo(refused);
    }

    @Test
    void needsEveryScopeThatTheRouteNames() throws Exception {
        MockHttpServletRequest request = request("GET", null);
        RequestAttributes.set(request, caller("cats:read"));
        MockHttpServletResponse response = new MockHttpServletResponse();
        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> checks.preHandle(request, response, handler("read")));
        assertThat(refusal.code()).isEqualTo(ProblemCode.SCOPE_MISSING);
        assertThat(response.getHeader("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"cats:read dogs:read\"");
    }

    @Test
    void asksNothingOfAPublicPageAndEverythingOfAnyOtherRoute() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/problems/x");
        request.setQueryString("a=b");
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/problems/{code}");
        check("open", request);
        for (String pattern : List.of("/problemsx/{code}", "/v1/problems", "/", "/V1/cats")) {
            request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, pattern);
            assertThatThrownBy(() -> check("open", request)).as(pattern).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void failsWhenNobodyWasAuthenticated() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/v1/cats");
        assertThatThrownBy(() -> check("read", request)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void findsRoutesThatAreOpenByOmission() throws Exception {
        assertThat(ClosedRoutes.open(Map.of(
                        RequestMappingInfo.paths("/v1/cats").build(), handler("read"),
                        RequestMappingInfo.paths("/problems/{code}").build(), handler("open"))))
                .isEmpty();
        assertThat(ClosedRoutes.open(Map.of(
                        RequestMappingInfo.paths("/v1/cats", "/problemsx").build(), handler("open"))))
                .hasSize(2)
                .anyMatch(route -> route.startsWith("/v1/cats"))
                .anyMatch(route -> route.startsWith("/problemsx"));
        assertThatThrownBy(() -> ClosedRoutes.open(
                        Map.of(RequestMappingInfo.paths("/v1/cats").build(), handler("misspelt"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private @Nullable ProblemCode refusal(String method, MockHttpServletRequest request) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> check(method, request));
        return refusal == null ? null : refusal.code();
    }

    private void check(String method, MockHttpServletRequest request) throws Exception {
        assertThat(checks.preHandle(request, new MockHttpServletResponse(), handler(method)))
                .isTrue();
    }

    private static HandlerMethod handler(String name) {
        return new HandlerMethod(
                new Controller(),
                Arrays.stream(Controller.class.getDeclaredMethods())
                        .filter(method -> method.getName().equals(name))
                        .findFirst()
                        .orElseThrow());
    }

    private static MockHttpServletRequest request(String method, @Nullable String query) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, "/v1/cats");
        request.setQueryString(query);
        RequestAttributes.set(request, caller("cats:read", "dogs:read", "cats:write"));
        return request;
    }

    private static Caller caller(String... scopes) {
        Set<Scope> held = Set.of(Arrays.stream(scopes).map(Scope::new).toArray(Scope[]::new));
        return new Caller(
                new Actor(new TenantId(1), UUID.randomUUID(), ActorKind.CLIENT, "cli_test", held, "test"),
                new Trace("0".repeat(32), "req_test"));
    }
}
