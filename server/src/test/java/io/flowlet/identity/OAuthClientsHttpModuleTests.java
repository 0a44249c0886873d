package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ids.PublicId;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

class OAuthClientsHttpModuleTests extends ServerTests {
    private static final String READER = """
            {"name":"Reader","scopes":["payments:read"],"allowed_networks":["127.0.0.0/8","::1"]}
            """;

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Clients clients;

    private TestProgram program;
    private ApiClient api;

    @BeforeEach
    void signIn() {
        program = TestProgram.create(port, programs);
        api = program.client();
    }

    @Test
    void makesAClientThatWorksAtOnce() {
        Answer answer = api.post("/v1/oauth_clients", READER);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("/id")).startsWith("cli_");
        assertThat(answer.text("/allowed_networks/1")).isEqualTo("::1/128");
        assertThat(answer.body().path("secret_available").asBoolean()).isTrue();
        assertThat(answer.body().path("revoked_at").isNull()).isTrue();

        ApiClient reader = signIn(answer);
        assertThat(reader.get("/v1/payments/pay_00000000000000000000000000").code())
                .isEqualTo("not_found");
        Answer refused = reader.get("/v1/oauth_clients");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("scope_missing");
    }

    @Test
    void showsTheSecretOnce() {
        String key = UUID.randomUUID().toString();
        Answer first = api.post("/v1/oauth_clients", READER, key);
        Answer again = api.post("/v1/oauth_clients", READER, key);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(again.body().has("client_secret")).isFalse();
        assertThat(again.body().path("secret_available").asBoolean()).isFalse();
        assertThat(first.text("/client_secret")).startsWith("cls_");
    }

    @Test
    void grantsNothingThatItsOwnTokenLacks() {
        ApiClient narrow =
                ApiClient.signIn(port, program.credentials(TenantMode.TEST), "clients:write", "payments:read");
        assertThat(narrow.post("/v1/oauth_clients", READER).status()).isEqualTo(201);
        Answer refused = narrow.post("/v1/oauth_clients", READER.replace("payments:read", "payments:write"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("scope_missing");
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/scopes/0");

        ApiClient live = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        Answer guarded = live.post("/v1/oauth_clients", READER.replace("payments:read", "payments:on_behalf"));
        assertThat(guarded.code()).isEqualTo("scope_missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a\",\"scopes\":[\"payments:reed\"]} | body_invalid",
                "{\"name\":\"a\",\"scopes\":[\"programs:write\"]} | body_invalid",
                "{\"name\":\"a\",\"scopes\":[\"*\"]} | body_invalid",
                "{\"name\":\"a\",\"scopes\":[]} | body_invalid",
                "{\"name\":\"a\"} | body_invalid",
                "{\"name\":\" \",\"scopes\":[\"payments:read\"]} | body_invalid",
                "{\"name\":\"a\",\"scopes\":[\"payments:read\"],\"allowed_networks\":[\"10.0.0.1/8\"]} | body_invalid",
                "{\"name\":\"a\",\"scopes\":[\"payments:read\"],\"tenant\":\"x\"} | body_invalid",
                "{\"name\":\"a\",\"scopes\":\"payments:read\"} | body_invalid",
                "{\"name\":\"a\",\"scopes\":[null]} | body_invalid",
            })
    void refusesWhatItCannotGrant(String body, String code) {
        Answer answer = api.post("/v1/oauth_clients", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isIn(code, "body_malformed");
    }

    @Test
    void endsAClientAndItsTokens() {
        Answer made = api.post("/v1/oauth_clients", READER);
        ApiClient reader = signIn(made);
        Answer revoked = api.post("/v1/oauth_clients/" + made.text("/id") + "/revocation", "", null);
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(revoked.text("/revoked_at")).isNotEmpty();
        assertThat(reader.get("/v1/payments/pay_00000000000000000000000000").code())
                .isEqualTo("token_invalid");
        Answer again = api.post("/v1/oauth_clients/" + made.text("/id") + "/revocation", "", null);
        assertThat(again.text("/revoked_at")).isEqualTo(revoked.text("/revoked_at"));
        assertThat(token(made).status()).isEqualTo(401);
    }

    @Test
    void seesAndEndsNoOtherTenantsClient() {
        TestProgram other = TestProgram.create(port, programs);
        String foreign = other.credentials(TenantMode.TEST).client().clientId();
        String sister = program.credentials(TenantMode.LIVE).client().clientId();
        for (String id : new String[] {foreign, sister, "cli_00000000000000000000000000", "cli_x", "x"}) {
            Answer answer = api.post("/v1/oauth_clients/" + id + "/revocation", "", null);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("not_found");
        }
        assertThat(other.client().get("/v1/oauth_clients").status()).isEqualTo(200);
        Answer list = api.get("/v1/oauth_clients");
        assertThat(StreamSupport.stream(list.body().path("data").spliterator(), false)
                        .map(client -> client.path("id").asString()))
                .containsExactly(program.credentials(TenantMode.TEST).client().clientId());
        assertThat(list.body().toString()).doesNotContain("secret");
    }

    @Test
    void listsInPages() {
        for (int i = 0; i < 3; i++) {
            api.post("/v1/oauth_clients", READER);
        }
        Answer first = api.get("/v1/oauth_clients?limit=3");
        assertThat(first.body().path("data").size()).isEqualTo(3);
        Answer second = api.get("/v1/oauth_clients?limit=3&cursor=" + first.text("/next_cursor"));
        assertThat(second.body().path("data").size()).isEqualTo(1);
        assertThat(second.body().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void whenTheNetworkIsNotAllowedThenForbidden() {
        Answer made = api.post("/v1/oauth_clients", READER);
        ApiClient reader = signIn(made);
        new JdbcTemplate(database().asSuperuser())
                .update(
                        "update identity.oauth_client set allowed_networks = '{203.0.113.0/24}' where client_id = ?",
                        made.text("/id"));
        Answer refused = reader.get("/v1/payments/pay_00000000000000000000000000");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("network_not_allowed");
        assertThat(token(made).status()).isEqualTo(401);
    }

    private ApiClient signIn(Answer made) {
        Client client = clients.find(PublicId.parse("cli", made.text("/id")).orElseThrow())
                .orElseThrow();
        return ApiClient.signIn(port, new ClientCredentials(client, made.text("/client_secret")));
    }

    private Answer token(Answer made) {
        String form = "grant_type=client_credentials&client_id=%s&client_secret=%s"
                .formatted(made.text("/id"), made.text("/client_secret"));
        return ApiClient.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    }
}
