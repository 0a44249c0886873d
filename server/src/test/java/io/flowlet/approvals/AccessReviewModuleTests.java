package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.SignIn;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Who holds what, and who said that it is still needed. */
class AccessReviewModuleTests extends ApprovalTests {
    @Autowired
    private AccessReviews reviews;

    @Autowired
    private AccessReviewWatch watch;

    @Test
    void showsWhoHoldsWhatBroughtByWhomAndWhenLastUsed() {
        owes(officer, "roles", admin);
        JsonNode shown = entry(officer.name());
        assertThat(shown.at("/held/0").asString()).isEqualTo("officer");
        assertThat(shown.at("/last_used_at").isNull()).isFalse();
        assertThat(shown.at("/sponsors").toString()).contains("\"roles\"", admin.name());
        assertThat(shown.at("/certified_at").isNull()).isTrue();
        JsonNode app = entry(this.app.clientId());
        assertThat(app.at("/held").toString()).contains("sign_in:staff", "payments:read");
        assertThat(app.at("/sponsors/0/by").asString()).startsWith("cli_");
        assertThat(app.at("/last_used_at").isNull()).isFalse();
        assertThat(audited("access_review.list", "read")).isEqualTo(2);
    }

    @Test
    void certifiesExactlyWhatIsHeldUntilThatChanges() {
        Person analyst = person(StaffRole.ANALYST);
        assertThat(certify(officer, analyst.name(), "officer").code()).isEqualTo("precondition_failed");
        Answer certified = certify(officer, analyst.name(), "analyst");
        assertThat(certified.status()).as("%s", certified.body()).isEqualTo(201);
        assertThat(entry(analyst.name()).at("/certified_by").asString()).isEqualTo(officer.name());
        assertThat(audited("access_review.certify", "done")).isEqualTo(1);
        superuser.update("update identity.account set roles = '{officer}' where id = ?", analyst.id());
        assertThat(entry(analyst.name()).at("/certified_at").isNull()).isTrue();
    }

    @Test
    void nobodyCertifiesTheOwnAccessNorThatOfWhomTheyBrought() {
        assertThat(certify(officer, officer.name(), "officer").code()).isEqualTo("approval_own_request");
        Person analyst = person(StaffRole.ANALYST);
        owes(analyst, "created", admin);
        assertThat(certify(admin, analyst.name(), "analyst").code()).isEqualTo("approval_not_independent");
        assertThat(certify(officer, "usr_01kanr2c5ze8x9c4m5p6q7r8st", "analyst").code())
                .isEqualTo("not_found");
        assertThat(certify(person(StaffRole.AUDITOR), analyst.name(), "analyst").code())
                .isEqualTo("scope_missing");
        assertThat(client.get("/v1/access_review").code()).isEqualTo("audience_not_allowed");
    }

    @Test
    void showsWhereAClientSendsPeopleAndWhatTheyCanDoThere() {
        superuser.update(
                "update identity.oauth_client set allowed_networks = '{203.0.113.0/24}' where client_id = ?",
                program.credentials(TenantMode.LIVE).client().clientId());
        assertThat(entry(app.clientId()).at("/held").toString())
                .contains("redirect_uri:" + SignIn.REDIRECT, "sign_in_scope:approvals:decide");
        assertThat(entry(program.credentials(TenantMode.LIVE).client().clientId())
                        .at("/held")
                        .toString())
                .contains("network:203.0.113.0/24");
    }

    @Test
    void whoCameJustNowOrSignedInLongAgoCertifiesNothingAndThatIsSeen() {
        Person analyst = person(StaffRole.ANALYST);
        assertThat(certify(newcomer(StaffRole.OFFICER), analyst.name(), "analyst")
                        .code())
                .isEqualTo("approval_account_too_new");
        superuser.update(
                "update identity.token set auth_time = now() - interval '1 hour' where account = ?", officer.id());
        Answer old = certify(officer, analyst.name(), "analyst");
        assertThat(old.code()).isEqualTo("sign_in_too_old");
        assertThat(old.header("www-authenticate").orElseThrow()).contains("insufficient_user_authentication");
        assertThat(audited("access_review.certify", "refused")).isEqualTo(2);
    }

    @Test
    void whatNobodyCertifiesWithinAQuarterIsOverdueUntilSomebodyDoes() {
        assertThat(reviews.overdue(live)).isZero();
        Person analyst = person(StaffRole.ANALYST);
        superuser.update(
                "update identity.account set created_at = now() - interval '91 days' where id = ?", analyst.id());
        assertThat(reviews.overdue(live)).isEqualTo(1);
        assertThat(watch.runOnce()).isPositive();
        certify(officer, analyst.name(), "analyst");
        assertThat(reviews.overdue(live)).isZero();
    }

    @Test
    void whoIsGoneHoldsNothingAndOthersAreOutOfSight() {
        Person analyst = person(StaffRole.ANALYST);
        superuser.update("update identity.account set disabled_at = now() where id = ?", analyst.id());
        assertThat(entry(analyst.name()).isMissingNode()).isTrue();
        String elsewhere = officer.name();
        openProgram();
        assertThat(entry(elsewhere).isMissingNode()).isTrue();
        assertThat(certify(officer, elsewhere, "officer").code()).isEqualTo("not_found");
    }

    @Test
    void goesOnFromPageToPage() {
        Answer first = officer.api().get("/v1/access_review?limit=1");
        assertThat(first.body().at("/data")).hasSize(1);
        Answer rest = officer.api().get("/v1/access_review?limit=100&cursor=" + first.text("/next_cursor"));
        assertThat(rest.body().at("/data")).hasSize(3);
        assertThat(rest.body().at("/data").toString()).doesNotContain(first.text("/data/0/holder"));
    }

    private JsonNode entry(String holder) {
        JsonNode all = officer.api().get("/v1/access_review?limit=100").body().at("/data");
        for (JsonNode each : all) {
            if (each.at("/holder").asString().equals(holder)) {
                return each;
            }
        }
        return all.at("/none");
    }

    private static Answer certify(Person person, String holder, String held) {
        return person.api()
                .post(
                        "/v1/access_review/certifications",
                        "{\"holder\":\"%s\",\"held\":[\"%s\"]}".formatted(holder, held));
    }
}
