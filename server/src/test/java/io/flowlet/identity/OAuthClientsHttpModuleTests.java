package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
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
import tools.jackson.databind.JsonNode;

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
        assertThat(list.body().toString()).doesNotContain("\"client_secret\"", "cls_");
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

    @Test
    void aBankClientSaysTheLeastAndGetsTheMost() throws Exception {
        String key = new ECKeyGenerator(Curve.P_256)
                .keyID("k1")
                .generate()
                .toPublicJWK()
                .toJSONString();
        Answer made = api.post("/v1/oauth_clients", """
                {"name":"Bank","scopes":["payments:read"],
                 "sign_in":{"audience":"subscriber","redirect_uris":["https://bank.example/cb"],"scopes":["profile:read"]},
                 "security":{"profile":"bank","jwks":{"keys":[%s]}}}
                """.formatted(key));
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        assertThat(made.body().has("client_secret")).isFalse();
        assertThat(made.body().path("secret_available").asBoolean()).isFalse();
        JsonNode security = made.body().path("security");
        assertThat(security.path("token_endpoint_auth_method").asString()).isEqualTo("private_key_jwt");
        assertThat(security.path("sender_constraint").asString()).isEqualTo("dpop");
        assertThat(security.path("par_required").asBoolean()).isTrue();
        assertThat(security.path("pkce_required").asBoolean()).isTrue();
        assertThat(security.path("id_token_signed_response_alg").asString()).isEqualTo("ES256");
        assertThat(security.path("grant_types").toString())
                .isEqualTo("[\"authorization_code\",\"client_credentials\",\"refresh_token\"]");
        assertThat(security.path("jwks").path("keys").path(0).path("kid").asString())
                .isEqualTo("k1");
        assertThat(api.get("/v1/oauth_clients?limit=1")
                        .body()
                        .path("data")
                        .path(0)
                        .path("security")
                        .toString())
                .isEqualTo(security.toString());

        String another = new ECKeyGenerator(Curve.P_256)
                .keyID("k2")
                .generate()
                .toPublicJWK()
                .toJSONString();
        Answer replaced = put(made.text("/id"), "{\"jwks\":{\"keys\":[%s,%s]}}".formatted(key, another));
        assertThat(replaced.status()).as("%s", replaced.body()).isEqualTo(200);
        assertThat(replaced.text("/security/jwks/keys/1/kid")).isEqualTo("k2");
        Answer moved = put(made.text("/id"), "{\"jwks_uri\":\"https://bank.example/jwks\"}");
        assertThat(moved.text("/security/jwks_uri")).isEqualTo("https://bank.example/jwks");
        assertThat(moved.body().path("security").path("jwks").isNull()).isTrue();
        assertThat(put(made.text("/id"), "{}").text("/errors/0/code")).isEqualTo("missing");
        assertThat(put(made.text("/id"), "{\"jwks_uri\":\"http://bank.example/jwks\"}")
                        .text("/errors/0/pointer"))
                .isEqualTo("/jwks_uri");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'profile':'bank'} | /security/jwks",
                "{'profile':'bank','jwks_uri':'https://b.example/k','par_required':false} | /security/par_required",
                "{'profile':'bank','jwks_uri':'https://b.example/k','pkce_required':false} | /security/pkce_required",
                "{'profile':'bank','jwks_uri':'https://b.example/k','sender_constraint':'none'} | /security/sender_constraint",
                "{'profile':'bank','jwks_uri':'https://b.example/k','id_token_signed_response_alg':'RS256'} | /security/id_token_signed_response_alg",
                "{'profile':'bank','token_endpoint_auth_method':'client_secret_basic'} | /security/token_endpoint_auth_method",
                "{'profile':'bank','jwks_uri':'http://b.example/k'} | /security/jwks_uri",
                "{'profile':'bank','jwks_uri':'https://u@b.example/k'} | /security/jwks_uri",
                "{'profile':'bank','jwks':{'keys':[]}} | /security/jwks",
                "{'profile':'bank','jwks':{'keys':[{'kty':'oct','k':'AAAA'}]}} | /security/jwks",
                "{'profile':'bank','jwks':{'keys':[{'kty':'oct','k':'AAAA'}]},'jwks_uri':'https://b.example/k'} | /security/jwks",
                "{'profile':'bank','token_endpoint_auth_method':'tls_client_auth'} | /security/tls_client_auth",
                "{'profile':'bank','token_endpoint_auth_method':'tls_client_auth','tls_client_auth':{'kind':'subject_dn','value':'no name'}} | /security/tls_client_auth",
                "{'profile':'bank','token_endpoint_auth_method':'tls_client_auth','tls_client_auth':{'kind':'cn','value':'x'}} | /security/tls_client_auth",
                "{'profile':'bonk'} | /security/profile",
                "{'profile':'native','grant_types':['authorization_code']} | /sign_in",
                "{'profile':'browser'} | /sign_in",
                "{'profile':'service','grant_types':['authorization_code']} | /security/grant_types",
                "{'profile':'service','grant_types':['password']} | /security/grant_types/0",
                "{'profile':'service','token_endpoint_auth_method':'none'} | /security/token_endpoint_auth_method",
                "{'backchannel_logout_uri':'http://b.example/out'} | /security/backchannel_logout_uri",
                "{'post_logout_redirect_uris':['javascript:x']} | /security/post_logout_redirect_uris/0",
            })
    void namesWhatDoesNotFit(String security, String pointer) {
        String body = "{\"name\":\"a\",\"scopes\":[\"payments:read\"],\"security\":%s}"
                .formatted(security.replace('\'', '"'));
        Answer answer = api.post("/v1/oauth_clients", body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("body_invalid");
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    @Test
    void nobodyTakesAClientOverByAKeyOfTheirOwn() throws Exception {
        String key = new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString();
        String keys = "{\"jwks\":{\"keys\":[%s]}}".formatted(key);
        String body = """
                {"name":"Signs","scopes":["payments:read"],
                 "security":{"token_endpoint_auth_method":"private_key_jwt","jwks":{"keys":[%s]}}}
                """.formatted(key);
        String made = api.post("/v1/oauth_clients", body).text("/id");
        ApiClient narrow = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "clients:write");
        assertThat(put(narrow, made, keys).code()).isEqualTo("scope_missing");
        ApiClient foreign = TestProgram.create(port, programs).client();
        assertThat(put(foreign, made, keys).code()).isEqualTo("not_found");
        assertThat(put(made, keys).status()).isEqualTo(200);
        String secret = api.post("/v1/oauth_clients", READER).text("/id");
        assertThat(put(secret, keys).text("/errors/0/code")).isEqualTo("does_not_fit");
        api.post("/v1/oauth_clients/" + made + "/revocation", "", null);
        assertThat(put(made, keys).code()).isEqualTo("not_found");

        // in a live tenant nobody else's hand is on a client by which people sign in
        ApiClient live = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        String app = live.post("/v1/oauth_clients", """
                {"name":"App","scopes":[],
                 "sign_in":{"audience":"subscriber","redirect_uris":["https://app.example/cb"],"scopes":["profile:read"]},
                 "security":{"token_endpoint_auth_method":"private_key_jwt","jwks":{"keys":[%s]}}}
                """.formatted(key)).text("/id");
        assertThat(put(live, app, keys).code()).isEqualTo("scope_missing");
    }

    private Answer put(String id, String body) {
        return put(api, id, body);
    }

    private static Answer put(ApiClient api, String id, String body) {
        return api.put("/v1/oauth_clients/" + id + "/keys", body);
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
