package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.flowlet.actor.Scope;
import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tests of OpenID Connect share: a relying party, and what it checks. */
abstract class OpenIdTests extends SignInTests {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Autowired
    Clients clients;

    /** A client of the tenant for subscribers; its secret is empty if it has none. */
    SignIn.App relyingParty(ClientSecurity security, String... scopes) {
        Set<Scope> held = Arrays.stream(scopes).map(Scope::new).collect(Collectors.toSet());
        SignInRegistration signIn =
                new SignInRegistration(Audience.SUBSCRIBER, List.of(new RedirectUri(SignIn.REDIRECT)), held);
        ClientCredentials made = clients.create(
                new NewClient(tenant, UUID.randomUUID(), "Relying party", Set.of(), List.of(), signIn, security),
                system());
        return new SignIn.App(port, made.client().clientId(), made.told().orElse(""));
    }

    /** As OpenID's basic certification registers one. */
    static ClientSecurity basic(IdTokenAlgorithm algorithm, ClientLogout logout) {
        return new ClientSecurity(
                ClientProfile.BROWSER,
                ClientProof.SECRET,
                SenderConstraint.NONE,
                false,
                false,
                algorithm,
                Set.of(ClientGrant.AUTHORIZATION_CODE, ClientGrant.REFRESH_TOKEN),
                logout);
    }

    static ClientSecurity basic() {
        return basic(IdTokenAlgorithm.RS256, ClientLogout.NONE);
    }

    /** A request of OpenID Connect with these further parameters. */
    static Map<String, String> request(SignIn.App app, String scope, String... more) {
        Map<String, String> request = SignIn.request(app);
        request.put("scope", scope);
        for (int i = 0; i < more.length; i += 2) {
            request.put(more[i], more[i + 1]);
        }
        return request;
    }

    /** Where the browser is sent with the answer; signs in on the way if there is a page. */
    static String answer(Browser browser, Map<String, String> request, Person person) {
        String location = Browser.location(browser.get("/oauth2/authorize?" + Browser.encoded(request)));
        return location.startsWith("/signin")
                ? Browser.location(SignIn.submit(browser, location, person.email(), SignIn.PASSWORD))
                : location;
    }

    /** What the token endpoint gives for the code at {@code location}. */
    static Answer exchanged(SignIn.App app, String location) {
        return SignIn.token(app, SignIn.exchange(SignIn.parameter(location, "code")));
    }

    /** The claims of an ID token, once its signature is found to be by a published key. */
    JWTClaimsSet verified(SignIn.App app, String idToken) throws Exception {
        SignedJWT jwt = SignedJWT.parse(idToken);
        JWKSet published = JWKSet.parse(get("/oauth2/jwks", null).body());
        JWK key = published.getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(key.getAlgorithm()).isEqualTo(jwt.getHeader().getAlgorithm());
        JWSVerifier verifier = key.getKeyType().getValue().equals("EC")
                ? new ECDSAVerifier(key.toECKey())
                : new RSASSAVerifier(key.toRSAKey());
        assertThat(jwt.verify(verifier)).isTrue();
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getAudience()).containsExactly(app.clientId());
        return claims;
    }

    HttpResponse<String> get(String path, @Nullable String bearer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return send(request.build());
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
