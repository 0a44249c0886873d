package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.RequestAttributes;
import io.flowlet.testing.ServerTests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tests of clients and tokens share: new tenants with clients, and the OAuth endpoints without the rest of the edge before them. */
public abstract class OAuthTests extends ServerTests {
    /** Far above what {@code programs} gives out in the same database. */
    private static final AtomicInteger TENANTS = new AtomicInteger(1_000_000);

    protected static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_test");
    protected static final String PEER = "203.0.113.9";

    protected final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());

    @Autowired
    protected Clients clients;

    @Autowired
    private OAuthEndpoints endpoints;

    protected static TenantId newTenant() {
        return new TenantId(TENANTS.incrementAndGet());
    }

    protected static Caller systemOf(TenantId tenant) {
        return new Caller(Actor.system(tenant, "test"), TRACE);
    }

    protected static Set<Scope> scopes(String... values) {
        return Arrays.stream(values).map(Scope::new).collect(Collectors.toSet());
    }

    /** A client of a new tenant with two scopes, from anywhere. */
    protected ClientCredentials newClient() {
        return newClient(newTenant(), "payments:read", "payments:write");
    }

    protected ClientCredentials newClient(TenantId tenant, String... scopes) {
        return newClient(tenant, List.of(), scopes);
    }

    protected ClientCredentials newClient(TenantId tenant, List<String> networks, String... scopes) {
        List<Network> blocks =
                networks.stream().map(text -> Network.parse(text).orElseThrow()).toList();
        return clients.create(
                new NewClient(tenant, UUID.randomUUID(), "Test", scopes(scopes), blocks), systemOf(tenant));
    }

    /** A request to a path of the edge, from {@link #PEER}, as it looks after the first steps. */
    protected static MockHttpServletRequest request(String method, String path) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        RequestAttributes.set(request, TRACE);
        RequestAttributes.set(request, ClientAddress.of(PEER));
        return request;
    }

    protected static MockHttpServletRequest form(String path, Map<String, String> form) {
        MockHttpServletRequest request = request("POST", path);
        request.setContentType("application/x-www-form-urlencoded");
        request.setParameters(form);
        return request;
    }

    protected static MockHttpServletRequest basic(MockHttpServletRequest request, String id, String secret) {
        byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
        request.addHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        return request;
    }

    protected static MockHttpServletRequest basic(MockHttpServletRequest request, ClientCredentials client) {
        return basic(request, client.client().clientId(), client.secret());
    }

    protected static MockHttpServletRequest grant() {
        return form("/oauth2/token", Map.of("grant_type", "client_credentials"));
    }

    protected MockHttpServletResponse call(MockHttpServletRequest request) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        endpoints.doFilter(request, response, new MockFilterChain());
        return response;
    }

    /** A new access token of {@code client}. */
    protected String tokenOf(ClientCredentials client) throws Exception {
        MockHttpServletResponse response = call(basic(grant(), client));
        if (response.getStatus() != 200) {
            throw new AssertionError(response.getContentAsString());
        }
        return json(response).path("access_token").asString();
    }

    /** {@code action reason} of the events that tell of {@code client} and ended with {@code outcome}, oldest first. */
    protected List<String> auditOf(ClientCredentials client, String outcome) {
        return superuser.queryForList(
                """
                select body ->> 'action' || ' ' || coalesce(body ->> 'reason', 'null') from
                  (select id, convert_from(body, 'utf8')::json as body from audit.event where tenant_id = ?) e
                where body ->> 'object' = ? and body ->> 'outcome' = ? order by id
                """,
                String.class,
                client.client().tenant().value(),
                client.client().clientId(),
                outcome);
    }

    protected static JsonNode json(MockHttpServletResponse response) throws Exception {
        return JsonMapper.shared().readTree(response.getContentAsString());
    }
}
