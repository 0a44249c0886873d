package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Scope;
import io.flowlet.http.RequiresScope;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.SignIn;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route that there is, asked by everybody who may not: the table is the server's own. */
class RouteAudiencesModuleTests extends SignInTests {
    private static final int ROUTES_AT_LEAST = 45;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mapping;

    private final List<Route> routes = new ArrayList<>();

    private record Route(String method, String path, RequiresScope scopes) {
        boolean needsOnly(Function<RequiresScope, String[]> kind, String scope) {
            return Arrays.asList(kind.apply(scopes)).equals(List.of(scope));
        }
    }

    @BeforeEach
    void readTheTable() {
        mapping.getHandlerMethods().forEach((info, handler) -> {
            RequiresScope scopes = handler.getMethodAnnotation(RequiresScope.class);
            for (String path : info.getPatternValues()) {
                assertThat(scopes != null).as(path).isEqualTo(path.startsWith("/v1/"));
                if (scopes != null) {
                    info.getMethodsCondition()
                            .getMethods()
                            .forEach(method ->
                                    routes.add(new Route(method.name(), path.replaceAll("\\{[^}]*}", "x"), scopes)));
                }
            }
        });
        assertThat(routes).hasSizeGreaterThanOrEqualTo(ROUTES_AT_LEAST);
    }

    @Test
    void nobodyCallsWithoutAToken() {
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            // an address of its own for each: too many failures from one are another refusal
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:%d%s".formatted(port, route.path())))
                    .header("X-Forwarded-For", "198.19.%d.%d".formatted(i / 250, i % 250 + 1));
            Answer answer = send(request, route);
            assertThat(answer.status()).as("%s", route).isEqualTo(401);
            assertThat(answer.code()).as("%s", route).isEqualTo("token_missing");
            assertThat(answer.header("www-authenticate")).as("%s", route).isPresent();
        }
    }

    @Test
    void aSubscriberCallsOnlyWhatIsOpenToSubscribersWithEachScope() {
        Person person = subscriber();
        ApiClient all = SignIn.person(app(Audience.SUBSCRIBER, Scopes.subscriber()), person.email(), SignIn.PASSWORD);
        ApiClient profile = signedIn(Audience.SUBSCRIBER, person, "profile:read");
        ApiClient wallets = signedIn(Audience.SUBSCRIBER, person, "wallets:read");

        assertRefusals(RequiresScope::subscriber, all, profile, "profile:read", wallets);
    }

    @Test
    void staffCallsOnlyWhatIsOpenToStaffWithEachScope() {
        Person person = staff(StaffRole.values());
        ApiClient all = SignIn.person(staffApp(), person.email(), SignIn.PASSWORD);
        ApiClient profile = signedIn(Audience.STAFF, person, "profile:read");
        ApiClient wallets = signedIn(Audience.STAFF, person, "wallets:read");

        assertRefusals(RequiresScope::staff, all, profile, "profile:read", wallets);
    }

    @Test
    void aClientCallsOnlyWhatIsOpenToClientsWithEachScope() {
        ApiClient reader = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "payments:read");
        ApiClient other = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "wallets:read");

        assertRefusals(RequiresScope::value, admin, reader, "payments:read", other);
    }

    /**
     * @param all holds every scope of its kind
     * @param one holds {@code scope} only
     * @param another holds something else
     */
    private void assertRefusals(
            Function<RequiresScope, String[]> kind, ApiClient all, ApiClient one, String scope, ApiClient another) {
        int closed = 0;
        int unscoped = 0;
        for (Route route : routes) {
            if (kind.apply(route.scopes()).length == 0) {
                assertRefused(route, all, "audience_not_allowed");
                closed++;
            } else {
                assertRefused(route, route.needsOnly(kind, scope) ? another : one, "scope_missing");
                unscoped++;
            }
        }
        assertThat(closed).as("routes that are closed to this sort of caller").isPositive();
        assertThat(unscoped)
                .as("routes that ask this sort of caller for a scope")
                .isPositive();
    }

    private static void assertRefused(Route route, ApiClient caller, String code) {
        Answer answer = send(caller.request(route.path()), route);
        assertThat(answer.status()).as("%s: %s", route, answer.body()).isEqualTo(403);
        assertThat(answer.code()).as("%s", route).isEqualTo(code);
    }

    private static Answer send(HttpRequest.Builder request, Route route) {
        return ApiClient.send(request.header("Content-Type", "application/json")
                .method(route.method(), BodyPublishers.ofString("{}"))
                .build());
    }

    private ApiClient signedIn(Audience audience, Person person, String scope) {
        return SignIn.person(app(audience, List.of(new Scope(scope))), person.email(), SignIn.PASSWORD);
    }

    private SignIn.App app(Audience audience, java.util.Collection<Scope> scopes) {
        return SignIn.app(
                port, admin, audience.code(), scopes.stream().map(Scope::value).toArray(String[]::new));
    }
}
