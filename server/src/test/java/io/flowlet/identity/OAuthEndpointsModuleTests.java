package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.actor.TenantId;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.RequestAttributes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;

class OAuthEndpointsModuleTests extends OAuthTests {
    @Autowired
    private MeterRegistry meters;

    @Test
    void issuesASignedTokenThatSaysWhoItIsForAndWhatItOpens() throws Exception {
        ClientCredentials client = newClient();
        MockHttpServletResponse response = call(basic(grant(), client));
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
        JsonNode body = json(response);
        assertThat(body.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(body.path("expires_in").asInt()).isEqualTo(300);
        assertThat(body.path("scope").asString()).isEqualTo("payments:read payments:write");

        JWSObject jws = JWSObject.parse(body.path("access_token").asString());
        JWKSet keys = JWKSet.parse(call(request("GET", "/oauth2/jwks")).getContentAsString());
        assertThat(jws.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
        assertThat(jws.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(jws.verify(new ECDSAVerifier(
                        keys.getKeyByKeyId(jws.getHeader().getKeyID()).toECKey())))
                .isTrue();
        JWTClaimsSet claims = JWTClaimsSet.parse(jws.getPayload().toString());
        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getSubject()).isEqualTo(client.client().clientId());
        assertThat(claims.getAudience()).containsExactly("flowlet-api");
        assertThat(claims.getStringClaim("client_id")).isEqualTo(client.client().clientId());
        assertThat(claims.getStringClaim("tid"))
                .isEqualTo(client.client().tid())
                .startsWith("ten_");
        assertThat(claims.getStringClaim("scope")).isEqualTo("payments:read payments:write");
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(claims.getNotBeforeTime()).isEqualTo(claims.getIssueTime());
        assertThat(claims.getJWTID()).isNotBlank();
    }

    @Test
    void takesTheSecretInTheFormToo() throws Exception {
        ClientCredentials client = newClient();
        Map<String, String> form = Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                client.client().clientId(),
                "client_secret",
                client.secret(),
                "scope",
                "payments:read");
        MockHttpServletResponse response = call(form("/oauth2/token", form));
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(json(response).path("scope").asString()).isEqualTo("payments:read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payments:read ledger:read",
                "programs:write",
                "openid",
                "payments:reed",
                "payments:read  payments:write",
                "*"
            })
    void refusesAScopeThatTheClientDoesNotHold(String scope) throws Exception {
        ClientCredentials client = newClient();
        MockHttpServletRequest request = basic(grant(), client);
        request.addParameter("scope", scope);
        expectError(call(request), 400, "invalid_scope");
        assertThat(auditOf(client, "refused")).containsExactly("token.issue invalid_scope");
        assertThat(tokenRows(client)).isZero();
    }

    @Test
    void whenTheSecretIsWrongThenTheAnswerIsThatOfAnUnknownClient() throws Exception {
        ClientCredentials client = newClient();
        String other = newClient().client().clientId();
        List<MockHttpServletResponse> answers = new ArrayList<>();
        answers.add(call(basic(grant(), client.client().clientId(), client.secret() + "x")));
        answers.add(call(basic(grant(), client.client().clientId(), "x")));
        answers.add(call(basic(grant(), other, client.secret())));
        answers.add(call(basic(grant(), "cli_00000000000000000000000000", client.secret())));
        answers.add(call(basic(grant(), "nobody", "nothing")));
        answers.add(call(basic(grant(), "x".repeat(5_000), "y".repeat(5_000))));
        answers.add(call(grant()));
        for (MockHttpServletResponse answer : answers) {
            expectError(answer, 401, "invalid_client");
            assertThat(answer.getContentAsString()).isEqualTo(answers.getFirst().getContentAsString());
            assertThat(answer.getHeader("WWW-Authenticate")).startsWith("Basic realm=");
        }
        assertThat(auditOf(client, "refused")).containsExactly("token.issue secret_wrong", "token.issue secret_wrong");
    }

    @Test
    void refusesARevokedClientAndWritesDownWhy() throws Exception {
        ClientCredentials client = newClient();
        clients.revoke(client.client().clientId(), systemOf(client.client().tenant()));
        expectError(call(basic(grant(), client)), 401, "invalid_client");
        assertThat(auditOf(client, "refused")).containsExactly("token.issue client_revoked");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.9, 200",
        "203.0.113.0/24, ::ffff:203.0.113.9, 200",
        "203.0.113.0/24, 203.0.114.9, 401",
        "2001:db8::/32, 203.0.113.9, 401",
    })
    void givesTokensOnlyToTheClientsNetworks(String network, String peer, int status) throws Exception {
        ClientCredentials client = newClient(newTenant(), List.of(network), "payments:read");
        MockHttpServletRequest request = basic(grant(), client);
        RequestAttributes.set(request, ClientAddress.of(peer));
        assertThat(call(request).getStatus()).isEqualTo(status);
        assertThat(auditOf(client, "refused"))
                .isEqualTo(status == 200 ? List.of() : List.of("token.issue network_not_allowed"));
    }

    @Test
    void refusesCredentialsSentTwice() throws Exception {
        ClientCredentials client = newClient();
        MockHttpServletRequest twoHeaders = basic(basic(grant(), client), client);
        expectError(call(twoHeaders), 400, "invalid_request");

        MockHttpServletRequest twoWays = basic(grant(), client);
        twoWays.addParameter("client_id", client.client().clientId());
        twoWays.addParameter("client_secret", client.secret());
        expectError(call(twoWays), 400, "invalid_request");

        MockHttpServletRequest twoNames = basic(grant(), client);
        twoNames.addParameter("client_id", newClient().client().clientId());
        expectError(call(twoNames), 400, "invalid_request");

        MockHttpServletRequest repeated = basic(grant(), client);
        repeated.addParameter("scope", "payments:read", "payments:write");
        expectError(call(repeated), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "par", "revoke", "introspect"})
    void takesNothingFromTheQuery(String endpoint) throws Exception {
        ClientCredentials client = newClient();
        for (String query :
                List.of("code=x", "refresh_token=x", "code_verifier=x", "client_secret=x", "token=x", "x", "")) {
            MockHttpServletRequest request = basic(
                    form(
                            "/oauth2/" + endpoint,
                            Map.of("grant_type", "client_credentials", "token", "x", "refresh_token", "x")),
                    client);
            request.setQueryString(query);
            expectError(call(request), 400, "invalid_request");
        }
        assertThat(tokenRows(client)).isZero();
    }

    @Test
    void aPostToUserinfoHasNoQueryEither() throws Exception {
        MockHttpServletRequest request = form("/oauth2/userinfo", Map.of("access_token", "x"));
        request.setQueryString("claims=x");
        MockHttpServletResponse refused = call(request);
        assertThat(refused.getStatus()).isEqualTo(400);
        assertThat(refused.getHeader("WWW-Authenticate")).endsWith("error=\"invalid_request\"");
        assertThat(call(form("/oauth2/userinfo", Map.of("access_token", "x"))).getStatus())
                .isEqualTo(401);
    }

    @Test
    void readsNoSecretFromTheQuery() throws Exception {
        ClientCredentials client = newClient();
        MockHttpServletRequest request = form(
                "/oauth2/token",
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", client.client().clientId(),
                        "client_secret", client.secret()));
        request.setQueryString(
                "client_id=%s&client_secret=%s".formatted(client.client().clientId(), client.secret()));
        expectError(call(request), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "urn:ietf:params:oauth:grant-type:token-exchange", "x"})
    void refusesEveryOtherGrant(String grant) throws Exception {
        ClientCredentials client = newClient();
        MockHttpServletRequest request =
                form("/oauth2/token", Map.of("grant_type", grant, "code", "x", "refresh_token", "x"));
        expectError(call(basic(request, client)), 400, "unsupported_grant_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization_code", "refresh_token"})
    void refusesGrantsOfPersonsToAClientThatLetsNobodySignIn(String grant) throws Exception {
        Map<String, String> form = Map.of(
                "grant_type", grant, "code", "x", "redirect_uri", "x", "code_verifier", "x", "refresh_token", "x");
        expectError(call(basic(form("/oauth2/token", form), newClient())), 400, "unauthorized_client");
    }

    @Test
    void refusesARequestWithoutAGrant() throws Exception {
        expectError(call(basic(form("/oauth2/token", Map.of()), newClient())), 400, "invalid_request");
    }

    @ParameterizedTest
    @CsvSource({"GET, /oauth2/token", "PUT, /oauth2/token", "GET, /oauth2/introspect", "POST, /oauth2/jwks"})
    void refusesOtherMethods(String method, String path) throws Exception {
        MockHttpServletResponse response = call(request(method, path));
        expectError(response, 405, "invalid_request");
        assertThat(response.getHeader("Allow")).isEqualTo(path.endsWith("jwks") ? "GET" : "POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/oauth2/authorize",
                "/oauth2/par/",
                "/oauth2/device_authorization/",
                "/oauth2/device_verification",
                "/oauth2/register",
                "/connect/register",
                "/connect/logout",
                "/userinfo",
                "/oauth2/token/",
                "/oauth2/%74oken"
            })
    void leavesToOthersWhatItDoesNotServe(String path) throws Exception {
        MockHttpServletResponse response = call(request("POST", path));
        assertThat(response.isCommitted()).isFalse();
        assertThat(response.getContentAsString()).isEmpty();
    }

    @Test
    void describesWhatIsThereAndNothingElse() throws Exception {
        JsonNode document = json(call(request("GET", "/.well-known/oauth-authorization-server")));
        assertThat(document.path("issuer").asString()).isEqualTo(ISSUER);
        assertThat(document.path("token_endpoint").asString()).isEqualTo(ISSUER + "/oauth2/token");
        assertThat(texts(document.path("grant_types_supported")))
                .containsExactly(
                        "authorization_code",
                        "refresh_token",
                        "client_credentials",
                        "urn:ietf:params:oauth:grant-type:device_code");
        assertThat(document.path("device_authorization_endpoint").asString())
                .isEqualTo(ISSUER + "/oauth2/device_authorization");
        assertThat(texts(document.path("response_types_supported"))).containsExactly("code");
        assertThat(texts(document.path("code_challenge_methods_supported"))).containsExactly("S256");
        assertThat(document.path("authorization_endpoint").asString()).isEqualTo(ISSUER + "/oauth2/authorize");
        assertThat(texts(document.path("token_endpoint_auth_methods_supported")))
                .containsExactly("client_secret_basic", "client_secret_post", "private_key_jwt", "none");
        assertThat(texts(document.path("introspection_endpoint_auth_methods_supported")))
                .doesNotContain("none");
        assertThat(texts(document.path("token_endpoint_auth_signing_alg_values_supported")))
                .containsExactly("ES256", "PS256", "EdDSA", "RS256");
        assertThat(document.path("pushed_authorization_request_endpoint").asString())
                .isEqualTo(ISSUER + "/oauth2/par");
        assertThat(document.propertyNames()).doesNotContain("registration_endpoint");
    }

    @Test
    void publishesNoPrivateKey() throws Exception {
        String document = call(request("GET", "/oauth2/jwks")).getContentAsString();
        assertThat(JWKSet.parse(document).getKeys()).isNotEmpty().noneMatch(key -> key.isPrivate());
        assertThat(document).doesNotContain("\"d\"");
    }

    @Test
    void writesTheTokenAndItsAuditEventAndNeverTheTokenItself() throws Exception {
        ClientCredentials client = newClient();
        double before = meters.counter("flowlet.tokens.issued").count();
        String token = tokenOf(client);
        assertThat(meters.counter("flowlet.tokens.issued").count()).isGreaterThan(before);
        assertThat(tokenRows(client)).isEqualTo(1);
        assertThat(auditOf(client, "done")).containsExactly("oauth_client.create null", "token.issue null");
        String signature = token.substring(token.lastIndexOf('.') + 1);
        for (String table : List.of("identity.token", "identity.oauth_client", "identity.invitation", "audit.event")) {
            for (String row : superuser.queryForList("select t::text from " + table + " t", String.class)) {
                assertThat(row)
                        .doesNotContain(
                                signature, client.secret(), client.secret().substring(4));
            }
        }
    }

    @Test
    void revokesAnOwnTokenOnce() throws Exception {
        ClientCredentials client = newClient();
        String token = tokenOf(client);
        assertThat(introspect(client, token).path("active").asBoolean()).isTrue();
        for (int i = 0; i < 2; i++) {
            MockHttpServletResponse response = call(basic(form("/oauth2/revoke", Map.of("token", token)), client));
            assertThat(response.getStatus()).isEqualTo(200);
        }
        assertThat(introspect(client, token).path("active").asBoolean()).isFalse();
        assertThat(auditOf(client, "done")).contains("token.revoke null").doesNotHaveDuplicates();
        assertThat(call(basic(form("/oauth2/revoke", Map.of("token", "nothing")), client))
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void tellsNobodyAboutAnothersToken() throws Exception {
        ClientCredentials client = newClient();
        ClientCredentials other = newClient(client.client().tenant(), "payments:read");
        String token = tokenOf(client);
        JsonNode answer = introspect(other, token);
        assertThat(answer).isEqualTo(introspect(other, "nothing"));
        assertThat(answer.path("active").asBoolean()).isFalse();
        expectError(call(basic(form("/oauth2/revoke", Map.of("token", token)), other)), 401, "invalid_client");
        assertThat(introspect(client, token).path("active").asBoolean()).isTrue();
    }

    @Test
    void introspectsAnOwnToken() throws Exception {
        ClientCredentials client = newClient();
        JsonNode answer = introspect(client, tokenOf(client));
        assertThat(answer.path("client_id").asString())
                .isEqualTo(client.client().clientId());
        assertThat(answer.path("scope").asString()).isEqualTo("payments:read payments:write");
        assertThat(answer.path("tid").asString()).isEqualTo(client.client().tid());
        assertThat(answer.path("exp").asLong() - answer.path("iat").asLong()).isEqualTo(300);
    }

    @Test
    void platformsOperatorsGetTokensToo() throws Exception {
        ClientCredentials operator = clients.create(
                new NewClient(TenantId.PLATFORM, NewClient.PLATFORM_PUBLIC, "Operator", Scopes.platform(), List.of()),
                systemOf(TenantId.PLATFORM));
        JWSObject jws = JWSObject.parse(tokenOf(operator));
        assertThat(jws.getPayload().toJSONObject()).containsEntry("tid", "ten_00000000000000000000000000");
    }

    private JsonNode introspect(ClientCredentials client, String token) throws Exception {
        MockHttpServletResponse response = call(basic(form("/oauth2/introspect", Map.of("token", token)), client));
        assertThat(response.getStatus()).isEqualTo(200);
        return json(response);
    }

    private static void expectError(MockHttpServletResponse response, int status, String error) throws Exception {
        assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(status);
        assertThat(json(response).path("error").asString()).isEqualTo(error);
        assertThat(response.getContentType()).isEqualTo("application/json");
    }

    private int tokenRows(ClientCredentials client) {
        return superuser
                .queryForList(
                        "select 1 from identity.token where client = ?",
                        client.client().id())
                .size();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
