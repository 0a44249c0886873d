package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.approvals.ApprovalTests;
import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import io.flowlet.testing.TestProgram;
import org.junit.jupiter.api.Test;

/** In a live tenant another person agrees. */
class ErasureApprovalModuleTests extends ApprovalTests {
    @Test
    void anAnalystAsksAndAnOfficerErases() {
        String ada = TestProgram.registered(client);
        Person analyst = person(StaffRole.ANALYST);
        Answer asked = erase(analyst, ada);

        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/kind")).isEqualTo("subscriber.erase");
        assertThat(asked.body().at("/change/terms/months_kept/kyc_record").asInt())
                .isEqualTo(60);
        assertThat(asked.body().toString()).doesNotContain("report_record");
        assertThat(officer.api().get("/v1/subscribers/" + ada).status()).isEqualTo(200);
        assertThat(erase(analyst, ada).code()).isEqualTo("approval_pending");
        assertThat(decide(admin, asked.text("/id"), "approve").code()).isEqualTo("approval_role_not_allowed");

        Answer applied = decide(officer, asked.text("/id"), "approve");
        assertThat(applied.text("/state")).as("%s", applied.body()).isEqualTo("applied");
        assertThat(applied.text("/result")).startsWith("ers_");
        assertThat(officer.api().get("/v1/subscribers/" + ada).code()).isEqualTo("subscriber_erased");
        assertThat(officer.api().get("/v1/subscribers/" + ada + "/erasure").text("/id"))
                .isEqualTo(applied.text("/result"));
        assertThat(audited("subscriber.erase", "done")).isEqualTo(1);
    }

    @Test
    void nobodyApprovesTheirOwnAndALiveClientHasNotTheScope() {
        String ada = TestProgram.registered(client);
        Answer asked = erase(officer, ada);
        assertThat(decide(officer, asked.text("/id"), "approve").code()).isEqualTo("approval_own_request");
        assertThat(client.post("/v1/subscribers/" + ada + "/erasure", "{\"reason\":\"left\"}")
                        .code())
                .isEqualTo("scope_missing");
        assertThat(client.post("/v1/subscribers/" + ada + "/exports", "").code())
                .isEqualTo("scope_missing");
    }

    @Test
    void whatStandsInTheWayByThenFailsTheRequest() {
        String ada = TestProgram.registered(client);
        Answer asked = erase(person(StaffRole.ANALYST), ada);
        Person second = person(StaffRole.OFFICER);
        Answer hold = officer.api()
                .post(
                        "/v1/privacy/legal_holds",
                        "{\"subscriber_id\":\"%s\",\"reason\":\"court order 7\"}".formatted(ada));
        assertThat(hold.status()).as("it works at once").isEqualTo(201);
        assertThat(hold.body().at("/lifted_at").isNull()).isTrue();
        Answer failed = decide(second, asked.text("/id"), "approve");
        assertThat(failed.text("/state")).isEqualTo("failed");
        assertThat(failed.text("/result")).isEqualTo("erasure_blocked");

        String placed = officer.api().get("/v1/privacy/legal_holds").text("/data/0/id");
        Answer lifting =
                officer.api().post("/v1/privacy/legal_holds/" + placed + "/lifting", "{\"reason\":\"it is over\"}");
        assertThat(lifting.text("/kind")).isEqualTo("legal_hold.lift");
        assertThat(decide(second, lifting.text("/id"), "approve").text("/state"))
                .isEqualTo("applied");
        assertThat(officer.api().get("/v1/privacy/legal_holds").text("/data/0/lifted_at"))
                .isNotEmpty();
        Answer again = erase(person(StaffRole.ANALYST), ada);
        assertThat(decide(second, again.text("/id"), "approve").text("/state")).isEqualTo("applied");
    }

    /** Who may ask learns what came of it, and may think better of it; others' requests are not there for her. */
    @Test
    void whoMadeARequestReadsAndWithdrawsItWithoutAnyRightToDecide() {
        String ada = TestProgram.registered(client);
        Person analyst = person(StaffRole.ANALYST);
        String own = erase(analyst, ada).text("/id");
        Answer seen = analyst.api().get("/v1/approvals/" + own);
        assertThat(seen.text("/state")).isEqualTo("open");
        assertThat(seen.text("/reason")).isNotEmpty();
        assertThat(analyst.api().get("/v1/approvals").code()).isEqualTo("scope_missing");

        Person other = person(StaffRole.ANALYST);
        assertThat(other.api().get("/v1/approvals/" + own).code()).isEqualTo("not_found");
        assertThat(decide(other, own, "withdraw").code()).isEqualTo("not_found");
        assertThat(decide(officer, own, "withdraw").code()).isEqualTo("approval_not_maker");
        assertThat(decide(analyst, own, "approve").code()).isEqualTo("scope_missing");
        assertThat(decide(analyst, own, "withdraw").text("/state")).isEqualTo("withdrawn");
    }

    /** Why data stays or goes is told by whoever may read of it, not by everybody who sees that something is asked for. */
    @Test
    void onlyWhoMayReadOfTheSubjectIsToldWhatARequestSays() {
        String ada = TestProgram.registered(client);
        Answer erasing = erase(person(StaffRole.ANALYST), ada);
        officer.api()
                .post(
                        "/v1/privacy/legal_holds",
                        "{\"subscriber_id\":\"%s\",\"reason\":\"court order 7\"}".formatted(ada));
        String hold = officer.api().get("/v1/privacy/legal_holds").text("/data/0/id");
        Answer lifting =
                officer.api().post("/v1/privacy/legal_holds/" + hold + "/lifting", "{\"reason\":\"the raid is over\"}");
        Person second = person(StaffRole.OFFICER);
        Person auditor = person(StaffRole.AUDITOR);
        Person blind = signedInFor(second, "profile:read approvals:read approvals:decide");
        for (String id : new String[] {erasing.text("/id"), lifting.text("/id")}) {
            for (Person person : new Person[] {admin, auditor, blind}) {
                Answer seen = person.api().get("/v1/approvals/" + id);
                assertThat(seen.body().path("reason").isNull()).isTrue();
                assertThat(seen.body().path("change").isNull()).isTrue();
                assertThat(seen.text("/maker_id")).startsWith("usr_");
                assertThat(person.api().get("/v1/approvals").body().toString())
                        .contains(id)
                        .doesNotContain("raid", "she left");
            }
            assertThat(second.api().get("/v1/approvals/" + id).text("/reason")).isNotEmpty();
            assertThat(decide(blind, id, "approve").code())
                    .as("nobody decides on what was not seen")
                    .isEqualTo("scope_missing");
            assertThat(decide(second, id, "reject").text("/state")).isEqualTo("rejected");
            assertThat(auditor.api().get("/v1/approvals/" + id).body().toString())
                    .contains("\"decided_by\":\"" + second.name())
                    .doesNotContain("looked at it");
        }
        assertThat(officer.api().get("/v1/approvals/" + lifting.text("/id")).text("/reason"))
                .as("the maker's own")
                .isEqualTo("the raid is over");
    }

    private static Answer erase(Person person, String subscriber) {
        return person.api().post("/v1/subscribers/" + subscriber + "/erasure", "{\"reason\":\"she left\"}");
    }
}
