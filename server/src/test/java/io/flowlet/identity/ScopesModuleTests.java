package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.http.RequiresScope;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class ScopesModuleTests extends OAuthTests {
    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping routes;

    @Test
    void canGrantEveryScopeThatARouteAsksForToOneSideOnly() {
        Set<Scope> asked = routes.getHandlerMethods().values().stream()
                .map(method -> method.getMethodAnnotation(RequiresScope.class))
                .filter(Objects::nonNull)
                .flatMap(required -> Arrays.stream(required.value()))
                .map(Scope::new)
                .collect(Collectors.toSet());
        assertThat(asked)
                .isNotEmpty()
                .allMatch(scope ->
                        Scopes.tenant().contains(scope) || Scopes.platform().contains(scope));
        assertThat(Scopes.tenant())
                .doesNotContainAnyElementsOf(Scopes.platform())
                .containsAll(Scopes.guarded());
        assertThat(Scopes.ofTenant("payments:read")).isPresent();
        assertThat(Scopes.ofTenant("programs:read")).isEmpty();
    }

    @Test
    void makesNoClientWithTheOtherSidesScopes() {
        TenantId tenant = newTenant();
        UUID id = UUID.randomUUID();
        for (Set<Scope> scopes :
                List.of(scopes("programs:read"), scopes("payments:read", "programs:write"), scopes("x:y"), scopes())) {
            assertThatThrownBy(() -> new NewClient(tenant, id, "a", scopes, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new NewClient(
                        TenantId.PLATFORM, NewClient.PLATFORM_PUBLIC, "a", scopes("payments:read"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NewClient(tenant, id, "x".repeat(101), scopes("payments:read"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void makesNoClientForAnotherTenant() {
        NewClient foreign = new NewClient(newTenant(), UUID.randomUUID(), "a", scopes("payments:read"), List.of());
        assertThatThrownBy(() -> clients.create(foreign, systemOf(newTenant())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
