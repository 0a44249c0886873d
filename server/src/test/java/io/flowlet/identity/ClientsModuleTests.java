package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.testing.ServerTests;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ClientsModuleTests extends ServerTests {
    @Autowired
    private Clients clients;

    @Test
    void makesAClient() {
        TenantId tenant = new TenantId(100);
        Caller caller = new Caller(Actor.system(tenant, "test"), new Trace("0".repeat(31) + "1", "req_1"));
        ClientCredentials made = clients.create(
                new NewClient(tenant, UUID.randomUUID(), "A", Scopes.tenant(), List.of()), caller);
        assertThat(clients.find(made.client().id())).contains(made.client());
    }
}
