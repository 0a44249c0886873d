package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Finding an erased person in what a law keeps, and the end of that. */
class KeptLookupsModuleTests extends PrivacyTests {
    private static final String OPEN = "/v1/subscribers/lookups";
    private static final String KEPT = "/v1/subscribers/kept_records/lookups";
    private static final String ADA =
            "{\"field\":\"name_and_birth_date\",\"person\":{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"birth_on\":\"1985-12-10\"}}";
    private static final String WHY = "request 12 of the authority";

    @Autowired
    private RetentionUpkeep upkeep;

    @Test
    void findWhoWasErasedForOfficersWithAReasonUntilTheRecordsKeyGoes() {
        String ada = TestProgram.subscriber(api);
        String bob = TestProgram.subscriber(api);
        ApiClient officer = staff(StaffRole.OFFICER);
        assertThat(kept(officer, ADA).body().at("/subscriber_ids"))
                .as("nobody left")
                .isEmpty();
        erased(api, ada);

        assertThat(api.post(OPEN, ADA, null).body().toString()).contains(bob).doesNotContain(ada);
        Answer found = kept(officer, ADA);
        assertThat(found.status()).as("%s", found.body()).isEqualTo(200);
        assertThat(found.body().toString()).contains(ada).doesNotContain(bob);
        assertThat(found.header("ratelimit-policy").orElseThrow()).startsWith("\"sensitive\"");
        assertThat(kept(officer, "{\"field\":\"email\",\"value\":\"ada@example.com\"}")
                        .code())
                .as("the address served and went at once: nobody reads it")
                .isEqualTo("scope_missing");
        assertThat(audited("kept_record.lookup", "read")).isEqualTo(2);
        assertThat(superuser.queryForObject(
                        "select count(*) from privacy.record_reading where tenant_id = ?", Long.class, tenant.value()))
                .as("each one told is a reading")
                .isEqualTo(1);

        upkeep.run(tenant, years(6));
        assertThat(kept(officer, ADA).body().at("/subscriber_ids")).isEmpty();
        assertThat(rows(ada)).isZero();
        assertThat(rows(bob)).isEqualTo(2);
    }

    @Test
    void areRefusedToOthersAndWithoutAReason() {
        assertThat(kept(api, ADA).status()).isEqualTo(403);
        assertThat(kept(staff(StaffRole.ADMIN), ADA).status()).isEqualTo(403);
        ApiClient officer = staff(StaffRole.OFFICER);
        Answer reasonless = officer.post(KEPT, "{\"lookup\":%s,\"reason\":\" \"}".formatted(ADA), null);
        assertThat(reasonless.text("/errors/0/pointer")).isEqualTo("/reason");
        Answer malformed = kept(officer, "{\"field\":\"phone\",\"value\":\"12\"}");
        assertThat(malformed.text("/errors/0/pointer")).isEqualTo("/lookup/value");
    }

    @Test
    void aLegalHoldKeepsTheIndexWithTheRecord() {
        String ada = TestProgram.subscriber(api);
        ApiClient officer = staff(StaffRole.OFFICER);
        erased(api, ada);
        Answer hold = officer.post(
                "/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"court order\"}".formatted(ada));
        assertThat(hold.status()).as("%s", hold.body()).isEqualTo(201);
        upkeep.run(tenant, years(6));
        assertThat(kept(officer, ADA).body().toString()).contains(ada);
    }

    private static Answer kept(ApiClient as, String lookup) {
        return as.post(KEPT, "{\"lookup\":%s,\"reason\":\"%s\"}".formatted(lookup, WHY), null);
    }

    private static Instant years(int years) {
        return Instant.now().atOffset(ZoneOffset.UTC).plusYears(years).toInstant();
    }

    private long rows(String subscriber) {
        Long count = superuser.queryForObject(
                "select count(*) from subscribers.lookup where tenant_id = ? and subscriber = ?",
                Long.class,
                tenant.value(),
                io.flowlet.subscribers.SubscriberId.of(subscriber).value());
        return count == null ? 0 : count;
    }
}
