package io.flowlet.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class GuardsTests {
    private final Ticks time = new Ticks();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LimitsSettings settings = new LimitsSettings(5, 3, 2, 7, 9, 1_000, 1_000);
    private final AddressGuard guard = new AddressGuard(settings, meters, time);
    private final SubjectLimits limits = new SubjectLimits(settings, meters, time);

    @Test
    void countsAnUnauthenticatedRequestAgainstItsAddress() throws Exception {
        for (int i = 4; i >= 0; i--) {
            MockHttpServletResponse response = guard("192.0.2.1");
            assertThat(response.getHeader("RateLimit-Policy")).isEqualTo("\"address\";q=5;w=60");
            assertThat(response.getHeader("RateLimit")).startsWith("\"address\";r=" + i + ";t=");
        }
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> guard("192.0.2.1"));
        assertThat(refusal.code()).isEqualTo(ProblemCode.RATE_LIMITED);
        assertThat(refusal.retryAfterSeconds()).isEqualTo(12);
        guard("192.0.2.2");
        assertThat(counted("address", "allowed")).isEqualTo(6);
        assertThat(counted("address", "refused")).isEqualTo(1);
        time.advance(Duration.ofSeconds(12));
        guard("192.0.2.1");
    }

    @Test
    void countsAllAddressesOfOneIpv6SiteAsOne() throws Exception {
        for (int i = 0; i < 5; i++) {
            guard("2001:db8:0:1::" + Integer.toHexString(i + 1));
        }
        assertThatThrownBy(() -> guard("2001:db8:0:1:ffff::1")).isInstanceOf(Refusal.class);
        guard("2001:db8:0:2::1");
    }

    @Test
    void countsAMappedAddressAsTheIpv4AddressThatItIs() throws Exception {
        for (int i = 0; i < 5; i++) {
            guard(i % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1");
        }
        assertThatThrownBy(() -> guard("::ffff:c000:201")).isInstanceOf(Refusal.class);
    }

    @Test
    void givesTheAddressItsTokenBackOnceTheCallerIsKnown() throws Exception {
        Caller reader = caller();
        for (int i = 0; i < 9; i++) {
            pass("192.0.2.1", reader, "GET", "/v1/wallets");
        }
        assertThat(guard("192.0.2.1").getHeader("RateLimit")).startsWith("\"address\";r=4;");
    }

    @Test
    void countsEachClassOfRoutesAndEachPrincipalApart() throws Exception {
        Caller one = caller();
        for (int i = 0; i < 3; i++) {
            pass("192.0.2.1", one, "POST", "/v1/payments");
        }
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> pass("192.0.2.9", one, "POST", "/v1/deposits"));
        assertThat(refusal.code()).isEqualTo(ProblemCode.RATE_LIMITED);
        assertThat(refusal.retryAfterSeconds()).isEqualTo(20);
        assertThat(pass("192.0.2.1", one, "POST", "/v1/wallets").getHeader("RateLimit"))
                .startsWith("\"write\";r=6;");
        assertThat(pass("192.0.2.1", one, "GET", "/v1/payments").getHeader("RateLimit"))
                .startsWith("\"read\";r=8;");
        assertThat(pass("192.0.2.1", caller(), "POST", "/v1/payments").getHeader("RateLimit"))
                .startsWith("\"money\";r=2;");
        assertThat(counted("money", "refused")).isEqualTo(1);
    }

    @Test
    void willNotCountACallerThatNobodyKnows() {
        assertThatThrownBy(() -> limits.doFilter(
                        request("192.0.2.1", "GET", "/v1/wallets"),
                        new MockHttpServletResponse(),
                        new MockFilterChain()))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/payments, MONEY",
        "POST, /v1/payments/pay_1/reversals, MONEY",
        "POST, /v1/deposits, MONEY",
        "POST, /v1/fx/conversions, MONEY",
        "POST, /v1/ledger/batches, MONEY",
        "GET, /v1/payments, READ",
        "HEAD, /v1/payments, READ",
        "POST, /v1/paymentsx, WRITE",
        "POST, /v1/wallets, WRITE",
        "POST, /v1/subscribers/lookups, SENSITIVE",
        "POST, /v1/tokens/tok_1/reveal, SENSITIVE",
        "POST, /v1/tokens/lookups, SENSITIVE",
        "POST, /v1/tokens, SENSITIVE",
        "POST, /x/v1/payments, WRITE",
        "FOO, /v1/payments, MONEY",
        "DELETE, /nothing, WRITE",
    })
    void judgesTheClassByMethodAndPath(String method, String path, RouteClass routes) {
        assertThat(RouteClass.of(method, path)).isEqualTo(routes);
    }

    @Test
    void hasLimitsUnlessToldOtherwise() {
        var bound = new org.springframework.boot.context.properties.bind.Binder()
                .bindOrCreate("flowlet.limits", LimitsSettings.class);
        assertThat(bound).isEqualTo(new LimitsSettings(600, 6_000, 120, 6_000, 12_000, 100_000, 20_000));
    }

    private MockHttpServletResponse guard(String address) throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        guard.doFilter(request(address, "GET", "/"), response, new MockFilterChain());
        return response;
    }

    private MockHttpServletResponse pass(String address, Caller caller, String method, String path)
            throws ServletException, IOException {
        MockHttpServletRequest request = request(address, method, path);
        MockHttpServletResponse response = new MockHttpServletResponse();
        guard.doFilter(request, response, new MockFilterChain());
        RequestAttributes.set(request, caller);
        limits.doFilter(request, response, new MockFilterChain());
        return response;
    }

    private static MockHttpServletRequest request(String address, String method, String path) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        RequestAttributes.set(request, ClientAddress.of(address));
        return request;
    }

    private static Caller caller() {
        Actor actor = new Actor(new TenantId(1), UUID.randomUUID(), ActorKind.CLIENT, "cli_test", Set.of(), "test");
        return new Caller(actor, new Trace("0".repeat(32), "req_test"));
    }

    private double counted(String policy, String outcome) {
        return meters.get("flowlet.limits.requests")
                .tag("policy", policy)
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
