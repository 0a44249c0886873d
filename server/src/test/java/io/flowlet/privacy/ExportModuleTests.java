package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.CheckDigits;
import io.flowlet.identity.StaffRole;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.DataClasses;
import io.flowlet.testing.DataClasses.DataClass;
import io.flowlet.testing.TestProgram;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.util.AopTestUtils;

class ExportModuleTests extends PrivacyTests {
    /** Personal, but of no subscriber, or a copy of what is told elsewhere. */
    private static final Set<String> NOT_OF_SUBSCRIBERS = Set.of(
            "identity.staff_invitation.email", // staff
            "identity.pushed_request.parameters", // a client's, before anybody has said who signs in
            "identity.authenticator_app.secret", // whoever held the export would hold the factor
            "audit.event.pii", // written by nobody yet
            "privacy.export.content"); // the exports themselves

    @Autowired
    private List<SubjectRecords> data;

    @Test
    void everyPersonalColumnIsToldOrWithheldByALaw() {
        List<String> personal = DataClasses.all().stream()
                .filter(columns -> columns.dataClass() == DataClass.PERSONAL)
                .flatMap(columns -> columns.names().stream().map(name -> columns.table() + "." + name))
                .filter(column -> !NOT_OF_SUBSCRIBERS.contains(column))
                .toList();
        assertThat(data.stream()
                        .map(AopTestUtils::<SubjectRecords>getTargetObject)
                        .flatMap(part ->
                                Stream.concat(part.toldColumns().stream(), part.withheldColumns().keySet().stream())))
                .containsExactlyInAnyOrderElementsOf(personal);
        assertThat(data.stream().flatMap(part -> part.withheldColumns().values().stream()))
                .allMatch(law -> law.contains("Art."));
        assertThat(data.stream().map(SubjectRecords::section)).doesNotHaveDuplicates();
    }

    @Test
    void tellsAllThatIsHeldAndNothingOfOthers() {
        String ada = api.post("/v1/subscribers", """
                        {"given_name":"Augusta","family_name":"King","email":"augusta@example.com"}
                        """).text("/id");
        TestProgram.consent(api, ada);
        String phoned = TestProgram.IDENTITY.formatted(ada).replace("\"DE\"}}", """
                        "DE"},"phone":"+49228123456","document":{"type":"passport","number":"C01X00T47","issuing_country":"DE"}}
                        """);
        assertThat(api.post("/v1/kys/identity", phoned, null).status()).isEqualTo(200);
        assertThat(api.post("/v1/kys/risk-profile", TestProgram.ANSWERS.formatted(ada), null)
                        .status())
                .isEqualTo(200);
        signedIn(ada, "augusta-signs-in@example.com");
        String bob = TestProgram.subscriber(api);
        String wallet = TestProgram.wallet(api, ada, 1_000);
        String other = TestProgram.wallet(api, bob, 0);
        api.post("/v1/payments", """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"2.50","currency":"EUR"},"description":"for the <engine>"}
                """.formatted(wallet, other));
        api.post("/v1/tokens", """
                {"type":"card_number","value":"4111111111111111","format":"random","subject_id":"%s"}
                """.formatted(ada));
        ApiClient officer = staff(StaffRole.OFFICER);
        Answer made = officer.post("/v1/subscribers/" + ada + "/exports", "");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        String path = "/v1/subscribers/" + ada + "/exports/" + made.text("/id");
        Answer export = officer.get(path);

        assertThat(export.text("/sections/profile/given_name")).isEqualTo("Augusta");
        assertThat(export.text("/sections/profile/family_name")).isEqualTo("King");
        assertThat(export.text("/sections/profile/email")).isEqualTo("augusta@example.com");
        assertThat(export.text("/sections/sign_in/email")).isEqualTo("augusta-signs-in@example.com");
        assertThat(export.body().at("/sections/sign_in/sessions")).hasSize(1);
        assertThat(export.text("/sections/onboarding/identities/0/address/city"))
                .isEqualTo("Bonn");
        assertThat(export.text("/sections/onboarding/identities/0/phone")).isEqualTo("+49228123456");
        assertThat(export.text("/sections/onboarding/identities/0/document/type"))
                .isEqualTo("passport");
        assertThat(export.text("/sections/onboarding/identities/0/document/number"))
                .isEqualTo("C01X00T47");
        assertThat(export.text("/sections/onboarding/risk_profiles/0/answers/goal/0"))
                .isEqualTo("growth");
        assertThat(export.body().at("/sections/onboarding/consents")).hasSize(2);
        assertThat(export.text("/sections/wallets/wallets/0/balance")).isEqualTo("7.50");
        assertThat(export.body().at("/sections/wallets/wallets/0/entries")).hasSize(2);
        assertThat(export.text("/sections/payments/payments/0/description")).isEqualTo("for the <engine>");
        assertThat(export.text("/sections/tokens/tokens/0/type")).isEqualTo("card_number");
        assertThat(export.text("/sections/tokens/tokens/0/masked")).isEqualTo("************1111");
        assertThat(export.body().at("/sections/tokens/tokens/0/value").isMissingNode())
                .isTrue();
        assertThat(cardNumbers(export.body().toString())).isEmpty();
        assertThat(export.text("/purposes/0/law")).isNotEmpty();
        assertThat(export.body().toString())
                .doesNotContain(bob)
                .doesNotContain(other)
                .doesNotContain("report_record")
                .doesNotContain("screening");
        assertThat(export.header("content-disposition").orElseThrow()).contains("attachment");
        assertThat(audited("export.make", "done")).isEqualTo(1);
        assertThat(audited("export.read", "read")).isEqualTo(1);

        String page = text(officer, path + "/page");
        assertThat(page)
                .contains("<!doctype html>", "Augusta", "for the &lt;engine&gt;", "Why it is held")
                .doesNotContain("<engine>")
                .contains("************1111")
                .doesNotContain("<script");
        assertThat(cardNumbers(page)).isEmpty();
        assertThat(superuser.queryForObject(
                        "select position('Augusta'::bytea in content) from privacy.export where tenant_id = ?",
                        Integer.class,
                        tenant.value()))
                .isZero();
    }

    @Test
    void aSubscriberExportsItselfAlone() {
        String ada = TestProgram.subscriber(api);
        ApiClient self = signedIn(ada, "self-export@example.com");
        Answer made = self.post("/v1/me/exports", "");
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        assertThat(self.get("/v1/me/exports/" + made.text("/id")).text("/subscriber_id"))
                .isEqualTo(ada);
        assertThat(text(self, "/v1/me/exports/" + made.text("/id") + "/page")).contains("Lovelace");

        String bob = TestProgram.registered(api);
        ApiClient other = signedIn(bob, "other-export@example.com");
        assertThat(other.get("/v1/me/exports/" + made.text("/id")).code()).isEqualTo("not_found");
        assertThat(other.post("/v1/subscribers/" + ada + "/exports", "").code()).isEqualTo("audience_not_allowed");
        assertThat(api.get("/v1/subscribers/" + bob + "/exports/" + made.text("/id"))
                        .code())
                .isEqualTo("not_found");
        ApiClient stranger = TestProgram.create(port, programs).client();
        assertThat(stranger.post("/v1/subscribers/" + ada + "/exports", "").code())
                .isEqualTo("not_found");
    }

    @Test
    void isGoneWhenItExpiresAndWhenItsSubscriberIsErased() {
        String ada = TestProgram.registered(api);
        String exports = "/v1/subscribers/" + ada + "/exports";
        String first = api.post(exports, "").text("/id");
        superuser.update("update privacy.export set expires_at = now() where tenant_id = ?", tenant.value());
        assertThat(api.get(exports + "/" + first).code()).isEqualTo("not_found");
        String second = api.post(exports, "").text("/id");
        assertThat(api.get(exports + "/" + second).status()).isEqualTo(200);
        erased(api, ada);

        assertThat(api.get(exports + "/" + second).code()).isEqualTo("subscriber_erased");
        assertThat(api.post(exports, "").code()).isEqualTo("subscriber_erased");
        assertThat(superuser.queryForObject(
                        "select count(*) from privacy.export where subscriber = ?",
                        Integer.class,
                        SubscriberId.of(ada).value()))
                .isZero();
    }

    /** Every whole run of 13 to 19 digits, also in groups, with a right check digit: of any issuer, or of none. */
    private static List<String> cardNumbers(String text) {
        return Pattern.compile("(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
                .matcher(text)
                .results()
                .map(found -> found.group().replaceAll("[ -]", ""))
                .filter(CheckDigits::isLuhn)
                .toList();
    }

    private static String text(ApiClient caller, String path) {
        try {
            return java.net.http.HttpClient.newHttpClient()
                    .send(caller.request(path).GET().build(), java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
