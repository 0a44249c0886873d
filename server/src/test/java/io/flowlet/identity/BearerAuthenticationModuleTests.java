package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Caller;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BearerAuthenticationModuleTests extends OAuthTests {
    @Autowired
    private BearerAuthentication authentication;

    @Autowired
    private AllowedNetworks networks;

    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
    void makesTheCallerFromTheToken(String scheme) throws Exception {
        ClientCredentials client = newClient();
        MockHttpServletRequest request = requestWith(scheme + tokenOf(client));
        MockFilterChain chain = new MockFilterChain();
        authentication.doFilter(request, response, chain);
        Caller caller = RequestAttributes.caller(request).orElseThrow();
        assertThat(caller.tenant()).isEqualTo(client.client().tenant());
        assertThat(caller.trace()).isEqualTo(TRACE);
        assertThat(caller.actor().name()).isEqualTo(client.client().clientId());
        assertThat(chain.getRequest()).isSameAs(request);
    }

    @Test
    void asksForATokenWhenThereIsNone() {
        refuses(request("GET", "/v1/payments"), ProblemCode.TOKEN_MISSING);
        assertThat(response.getHeader("WWW-Authenticate")).isEqualTo("Bearer");
        refuses(basic(request("GET", "/v1/payments"), "a", "b"), ProblemCode.TOKEN_MISSING);
        refuses(requestWith(""), ProblemCode.TOKEN_MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Bearer a.b.c",
                "Bearer a b",
                "Bearerx",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
                "Bearer a.b.c, Bearer a.b.c",
                "Bearer \u0000",
                "Bearer é.é.é"
            })
    void refusesEveryOtherText(String header) {
        refuses(requestWith(header), ProblemCode.TOKEN_INVALID);
        assertThat(response.getHeader("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void refusesATokenOfAnySize() {
        refuses(requestWith("Bearer " + "a".repeat(5_000)), ProblemCode.TOKEN_INVALID);
        refuses(requestWith("Bearer " + "a.".repeat(100_000)), ProblemCode.TOKEN_INVALID);
    }

    @Test
    void refusesTwoHeaders() throws Exception {
        String token = tokenOf(newClient());
        MockHttpServletRequest request = requestWith("Bearer " + token);
        request.addHeader("Authorization", "Bearer " + token);
        refuses(request, ProblemCode.TOKEN_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token=%s", "limit=1&access_token=%s", "access_token", "access_token=&limit=1"})
    void refusesATokenInTheQueryEvenBesideAGoodHeader(String query) throws Exception {
        String token = tokenOf(newClient());
        MockHttpServletRequest request = requestWith("Bearer " + token);
        request.setQueryString(query.formatted(token));
        refuses(request, ProblemCode.TOKEN_INVALID);

        MockHttpServletRequest other = requestWith("Bearer " + token);
        other.setQueryString("my_access_token=x");
        authentication.doFilter(other, response, new MockFilterChain());
    }

    @Test
    void readsNoTokenFromTheBody() {
        MockHttpServletRequest request = request("POST", "/v1/payments");
        request.addParameter("access_token", "x");
        refuses(request, ProblemCode.TOKEN_MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.9, true",
        "203.0.113.0/24, ::ffff:203.0.113.9, true",
        "203.0.113.0/24, 203.0.114.1, false",
        "2001:db8:1::/48, 2001:db8::1, false",
        ", 2001:db8::1, true"
    })
    void letsAClientInFromItsNetworksOnly(String network, String peer, boolean allowed) throws Exception {
        ClientCredentials client =
                newClient(newTenant(), network == null ? List.of() : List.of(network, PEER), "payments:read");
        String token = tokenOf(client);
        MockHttpServletRequest request = requestWith("Bearer " + token);
        RequestAttributes.set(request, ClientAddress.of(peer));
        authentication.doFilter(request, response, new MockFilterChain());
        if (allowed) {
            networks.doFilter(request, response, new MockFilterChain());
            assertThat(auditOf(client, "refused")).isEmpty();
        } else {
            assertThatThrownBy(() -> networks.doFilter(request, response, new MockFilterChain()))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.NETWORK_NOT_ALLOWED));
            assertThat(auditOf(client, "refused")).containsExactly("request.refuse network_not_allowed");
        }
    }

    @Test
    void checksNoNetworkBeforeAuthentication() {
        assertThatThrownBy(() -> networks.doFilter(request("GET", "/v1/payments"), response, new MockFilterChain()))
                .isInstanceOf(IllegalStateException.class);
    }

    private static MockHttpServletRequest requestWith(String authorization) {
        MockHttpServletRequest request = request("GET", "/v1/payments");
        request.addHeader("Authorization", authorization);
        return request;
    }

    private void refuses(MockHttpServletRequest request, ProblemCode code) {
        MockFilterChain chain = new MockFilterChain();
        assertThatThrownBy(() -> authentication.doFilter(request, response, chain))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
        assertThat(chain.getRequest()).isNull();
        assertThat(RequestAttributes.caller(request)).isEmpty();
    }
}
