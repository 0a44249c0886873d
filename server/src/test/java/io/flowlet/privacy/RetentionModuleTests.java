package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RetentionModuleTests extends PrivacyTests {
    private static final String WHY = "{\"purpose\":\"kyc_record\",\"reason\":\"request 12 of the authority\"}";

    @Autowired
    private RetentionUpkeep upkeep;

    @Autowired
    private MeterRegistry meters;

    @Test
    void destroysEachPurposeWhenItsTimeHasCome() {
        String ada = TestProgram.subscriber(api);
        String bob = TestProgram.subscriber(api);
        erased(api, ada);

        assertThat(upkeep.run(tenant, after(59))).isZero();
        assertThat(upkeep.run(tenant, after(61))).as("kyc and reports").isEqualTo(2);
        assertThat(keys(ada, "kyc_record")).isZero();
        assertThat(keys(ada, "sanctions_record")).isEqualTo(1);
        assertThat(upkeep.run(tenant, after(61))).isZero();
        assertThat(upkeep.run(tenant, after(121))).as("sanctions and tax").isEqualTo(2);
        assertThat(keys(ada, "sanctions_record")).isZero();
        assertThat(keys(bob, "kyc_record")).isEqualTo(1);
        assertThat(audited("retention.end", "done")).isEqualTo(4);
        assertThat(superuser.queryForList(
                        "select convert_from(body, 'UTF8')::jsonb -> 'details' ->> 'retention_version' from audit.event"
                                + " where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'action' = 'retention.end'",
                        String.class,
                        tenant.value()))
                .containsOnly("1");
        assertThat(superuser.queryForObject(
                        "select count(*) from privacy.destruction where tenant_id = ? and subscriber = ?",
                        Integer.class,
                        tenant.value(),
                        SubscriberId.of(ada).value()))
                .isEqualTo(6);
    }

    @Test
    void whatWasDestroyedIsReadNoMoreAndNothingFails() {
        String ada = TestProgram.subscriber(api);
        erased(api, ada);
        ApiClient officer = staff(StaffRole.OFFICER);
        String path = "/v1/subscribers/" + ada + "/kept_records";
        assertThat(officer.post(path, WHY, null).status()).isEqualTo(200);
        upkeep.run(tenant, after(121));

        assertThat(officer.post(path, WHY, null).code()).isEqualTo("not_found");
        Answer told = officer.get("/v1/subscribers/" + ada + "/erasure");
        assertThat(told.text("/retained/0/destroyed_at")).isNotEmpty();
        assertThat(officer.get("/v1/subscribers/" + ada).code()).isEqualTo("subscriber_erased");
        for (String list : new String[] {"/v1/kys/cases", "/v1/screening_hits", "/v1/subscribers"}) {
            assertThat(officer.get(list).status()).as(list).isEqualTo(200);
        }
    }

    @Test
    void aLegalHoldKeepsWhatIsDue() {
        String ada = TestProgram.subscriber(api);
        erased(api, ada);
        ApiClient officer = staff(StaffRole.OFFICER);
        String hold = officer.post(
                        "/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"a trial\"}".formatted(ada))
                .text("/id");

        assertThat(upkeep.run(tenant, after(121))).isZero();
        assertThat(keys(ada, "kyc_record")).isEqualTo(1);
        officer.post("/v1/privacy/legal_holds/" + hold + "/lifting", "{\"reason\":\"it is over\"}");
        assertThat(upkeep.run(tenant, after(121))).isEqualTo(4);
    }

    @Test
    void whoIsNotStaffLearnsNothingOfAHoldFromWhatOutlivesItsDay() {
        String ada = TestProgram.subscriber(api);
        erased(api, ada);
        ApiClient officer = staff(StaffRole.OFFICER);
        officer.post("/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"a trial\"}".formatted(ada));
        superuser.execute("alter table privacy.retained disable trigger user");
        superuser.update(
                "update privacy.retained set destroy_after = now() - interval '1 day' where tenant_id = ? and purpose = 'kyc_record'",
                tenant.value());
        superuser.execute("alter table privacy.retained enable trigger user");
        upkeep.run(tenant, Instant.now());

        assertThat(officer.get("/v1/subscribers/" + ada + "/erasure").text("/retained/0/purpose"))
                .isEqualTo("kyc_record");
        for (Answer told : new Answer[] {api.get("/v1/subscribers/" + ada + "/erasure"), erase(api, ada)}) {
            assertThat(told.body().at("/retained")).hasSize(1);
            assertThat(told.text("/retained/0/purpose")).isEqualTo("sanctions_record");
            assertThat(told.body().at("/retained/0/destroyed_at").isNull()).isTrue();
        }
    }

    @Test
    void aPolicyOfTheTenantDecidesHowLong() {
        String body = new RetentionKind().initial().replace("\"jurisdiction\": \"eu\"", "\"jurisdiction\": \"us\"");
        Answer published = api.post("/v1/policies/retention/proposals", "{\"based_on\":1,\"body\":" + body + "}");
        assertThat(published.status()).as("%s", published.body()).isEqualTo(201);
        String ada = TestProgram.subscriber(api);
        Answer erased = erase(api, ada);

        assertThat(erased.text("/jurisdiction")).isEqualTo("us");
        assertThat(erased.text("/retained/1/law")).isEqualTo("31 CFR 501.601");
        Answer kept = api.post(
                "/v1/policies/retention/proposals",
                "{\"based_on\":2,\"body\":"
                        + body.replace("customer\", \"months_after_end\": 0", "customer\", \"months_after_end\": 9")
                        + "}");
        assertThat(kept.code()).isEqualTo("policy_refused");
        assertThat(kept.text("/errors/0/code")).isEqualTo("not_kept");
    }

    @Test
    void noPolicyUndercutsTheLaw() {
        String initial = new RetentionKind().initial();
        assertThat(initial)
                .contains("501.601\", \"months_after_end\": 120", "Art. 40(1)(a)\", \"months_after_end\": 60");
        for (String undercut : List.of(
                initial.replace("501.601\", \"months_after_end\": 120", "501.601\", \"months_after_end\": 119"),
                initial.replace(
                        "Art. 40(1)(a)\", \"months_after_end\": 60", "Art. 40(1)(a)\", \"months_after_end\": 0"),
                initial.replace("\"code\": \"us\"", "\"code\": \"ch\"")
                        .replace("501.601\", \"months_after_end\": 120", "501.601\", \"months_after_end\": 0"))) {
            Answer refused = api.post("/v1/policies/retention/proposals", "{\"based_on\":1,\"body\":" + undercut + "}");
            assertThat(refused.code()).isEqualTo("policy_refused");
            assertThat(refused.body().at("/errors")).hasSize(1);
            assertThat(refused.text("/errors/0/code")).isEqualTo("below_legal_minimum");
        }
    }

    @Test
    void purposesAreToldToEverybodyButReportsToStaffAlone() {
        Answer client = api.get("/v1/privacy/purposes");
        assertThat(client.text("/jurisdiction")).isEqualTo("eu");
        assertThat(client.body().at("/data")).hasSize(5);
        assertThat(client.body().toString()).doesNotContain("report_record").contains("Art. 40");
        assertThat(client.text("/data/0/article")).isEqualTo("b");
        assertThat(staff(StaffRole.OFFICER).get("/v1/privacy/purposes").body().at("/data"))
                .hasSize(6);
    }

    @Test
    void theRoundOverAllTenantsShowsWhatIsScheduledAndHeld() {
        String ada = TestProgram.subscriber(api);
        erased(api, ada);
        upkeep.runOnce();

        assertThat(meters.get("flowlet.privacy.scheduled").gauge().value()).isGreaterThanOrEqualTo(4);
        assertThat(meters.get("flowlet.privacy.overdue").gauge().value()).isZero();
        assertThat(meters.get("flowlet.privacy.destroyed")
                        .tag("purpose", "service")
                        .counter()
                        .count())
                .isGreaterThanOrEqualTo(1);
    }

    private static Instant after(int months) {
        return Instant.now().atOffset(ZoneOffset.UTC).plusMonths(months).toInstant();
    }
}
