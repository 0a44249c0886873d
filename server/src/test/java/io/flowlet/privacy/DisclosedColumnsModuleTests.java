package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Scope;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.Disclosure;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.DataClasses;
import io.flowlet.testing.DataClasses.DataClass;
import io.flowlet.testing.TestProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may not read personal data reads none in any answer, from whichever column it comes. */
class DisclosedColumnsModuleTests extends PrivacyTests {
    /** Shown by operations that go through {@link Disclosure}; how those of screening do is tested there. */
    private static final Set<String> MASKED = Set.of(
            "subscribers.subscriber.given_name",
            "subscribers.subscriber.family_name",
            "subscribers.subscriber.email",
            "payments.payment.description",
            "screening.screened.person",
            "screening.hit.person");

    /** Why the others need no mask. */
    private static final Map<String, String> NOT_MASKED = Map.ofEntries(
            Map.entry("onboarding.decision.reason", "shown to who holds kys:review, and so may write one"),
            Map.entry(
                    "onboarding.declared_identity.content",
                    "in exports and kept records alone, each with a scope of its own"),
            Map.entry(
                    "onboarding.risk_profile.content",
                    "in exports and kept records alone, each with a scope of its own"),
            Map.entry("identity.account.email", "of staff to admins; of a subscriber to itself and in exports"),
            Map.entry("identity.session.user_agent", "shown to the person itself"),
            Map.entry("identity.authenticator_app.secret", "shown to the person once, before it counts"),
            Map.entry("identity.pushed_request.parameters", "shown to nobody"),
            Map.entry("identity.staff_invitation.email", "shown to who was invited"),
            Map.entry("audit.event.pii", "written by nobody yet"),
            Map.entry("screening.hit.entry", "published: of a watchlist, not of the person"),
            Map.entry("screening.decision.reason", "shown to who holds screening:decide, and so may write one"),
            Map.entry("tokens.token.value", "always masked; leaves by reveal alone"),
            Map.entry("privacy.export.content", "to the person itself, or with privacy:export"));

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mapping;

    @Test
    void everyPersonalColumnIsMaskedOrNeedNotBe() {
        assertThat(DataClasses.all().stream()
                        .filter(columns -> columns.dataClass() == DataClass.PERSONAL)
                        .flatMap(columns -> columns.names().stream().map(name -> columns.table() + "." + name)))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(MASKED.stream(), NOT_MASKED.keySet().stream())
                        .toList());
    }

    @Test
    void noAnswerTellsPersonalDataToWhoMayNotReadIt() {
        String ada = api.post("/v1/subscribers", """
                        {"given_name":"Canaryname","family_name":"Canarykin","email":"canary@canaryhost.example"}
                        """).text("/id");
        TestProgram.approve(api, ada);
        ApiClient self = signedIn(ada, "canary-signs-in@example.com");
        String wallet = TestProgram.wallet(api, ada, 1_000);
        String other = TestProgram.wallet(api, TestProgram.subscriber(api), 0);
        String payment = """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"2.50","currency":"EUR"},"description":"Canarynote"}
                """.formatted(wallet, other);
        ApiClient partner = withoutPersonal();
        String key = "canary-1";
        Answer paid = partner.post("/v1/payments", payment, key);
        assertThat(paid.text("/description")).isEqualTo("Canarynote");
        assertThat(partner.post("/v1/payments", payment, key).body()).isEqualTo(paid.body());

        String path = "/v1/payments/" + paid.text("/id");
        ApiClient auditor = staff(StaffRole.AUDITOR);
        Answer found = partner.get(path);
        assertThat(found.status()).as("%s", found.body()).isEqualTo(200);
        assertThat(found.body().at("/description").isNull()).isTrue();
        assertThat(found.body().at("/masked").asBoolean()).isTrue();
        for (ApiClient full : List.of(api, self, staff(StaffRole.OFFICER))) {
            assertThat(full.get(path).text("/description")).isEqualTo("Canarynote");
            assertThat(full.get(path).body().at("/masked").asBoolean()).isFalse();
            assertThat(full.get("/v1/payments").body().toString()).contains("Canarynote");
        }

        List<String> routes = new ArrayList<>(lists());
        routes.addAll(
                List.of(path, "/v1/subscribers/" + ada, "/v1/wallets/" + wallet, "/v1/wallets/" + wallet + "/entries"));
        assertThat(routes).contains("/v1/payments", "/v1/subscribers", "/v1/screening_hits");
        int answered = 0;
        for (String route : routes) {
            for (ApiClient masked : List.of(partner, auditor)) {
                Answer answer = masked.get(route);
                answered += answer.status() == 200 ? 1 : 0;
                assertThat(answer.body().toString())
                        .as(route)
                        .doesNotContainIgnoringCase("canaryn", "canaryk", "canaryh");
            }
        }
        assertThat(answered).isGreaterThan(10);
    }

    /** Holds every scope that a client of this tenant has but for personal data. */
    private ApiClient withoutPersonal() {
        var credentials = program.credentials(TenantMode.TEST);
        return ApiClient.signIn(
                port,
                credentials,
                credentials.client().scopes().stream()
                        .filter(scope -> !scope.equals(Disclosure.IN_FULL))
                        .map(Scope::value)
                        .toArray(String[]::new));
    }

    /** Every operation that reads without naming what; those that answer JSON. */
    private List<String> lists() {
        return mapping.getHandlerMethods().keySet().stream()
                .filter(info -> info.getMethodsCondition().getMethods().contains(RequestMethod.GET))
                .flatMap(info -> info.getPatternValues().stream())
                .filter(path -> path.startsWith("/v1/") && !path.contains("{") && !path.startsWith("/v1/audit"))
                .distinct()
                .toList();
    }
}
