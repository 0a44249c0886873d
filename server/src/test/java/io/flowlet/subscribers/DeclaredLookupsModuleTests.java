package io.flowlet.subscribers;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Look-ups of subscribers by what they declared at onboarding. */
class DeclaredLookupsModuleTests extends LookupServerTests {
    private static final String PHONE = "{\"field\":\"phone\",\"value\":\"+49228123456\"}";
    private static final String DOCUMENT = "{\"field\":\"document_number\",\"value\":\"C01X00T47\"}";
    private static final String PERSON = person("Zoë", "Quillon", "1985-12-10");

    @Test
    void findWhoDeclaredAValueHoweverItIsSpelled() {
        String zoe = declared("Zoë", "+49228123456", "C01X00T47");
        String other = declared("Zoe", "+49228123457", "C01X00T48");

        for (String body : List.of(
                PHONE,
                "{\"field\":\"phone\",\"value\":\"+49 (228) 12-34 56\"}",
                DOCUMENT,
                "{\"field\":\"document_number\",\"value\":\"c01 x00-t47\"}",
                PERSON,
                person("ZOE\u0308", "  quillon ", "1985-12-10"))) {
            assertThat(ids(api.post(PATH, body, null))).as(body).containsExactly(zoe);
        }
        assertThat(ids(api.post(PATH, person("Zoe", "Quillon", "1985-12-10"), null)))
                .as("accents count")
                .containsExactly(other);
        for (String body : List.of(
                "{\"field\":\"phone\",\"value\":\"+4922812345\"}",
                "{\"field\":\"document_number\",\"value\":\"C01X00T4\"}",
                "{\"field\":\"email\",\"value\":\"zoe@quillon.example\"}",
                person("Zoë", "Quillon", "1985-12-11"),
                person("Quillon", "Zoë", "1985-12-10"))) {
            assertThat(ids(api.post(PATH, body, null))).as(body).isEmpty();
        }
    }

    @Test
    void findNobodyByWhatWasReplaced() {
        String zoe = declared("Zoë", "+49228123456", "C01X00T47");
        declare(zoe, "Zoë", "\"phone\":\"+491701234567\"");
        assertThat(ids(api.post(PATH, PHONE, null))).isEmpty();
        assertThat(ids(api.post(PATH, DOCUMENT, null))).isEmpty();
        assertThat(ids(api.post(PATH, "{\"field\":\"phone\",\"value\":\"+491701234567\"}", null)))
                .containsExactly(zoe);
        assertThat(ids(api.post(PATH, PERSON, null))).containsExactly(zoe);
    }

    @Test
    void showATenantNoSubscriberOfAnother() {
        declared("Zoë", "+49228123456", "C01X00T47");
        ApiClient stranger = TestProgram.create(port, programs).client();
        ApiClient live = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        for (String body : List.of(PHONE, DOCUMENT, PERSON)) {
            assertThat(ids(stranger.post(PATH, body, null))).isEmpty();
            assertThat(ids(live.post(PATH, body, null))).isEmpty();
        }
    }

    @Test
    void areLimitedAndAuditedAndKeepNothingInClear() {
        declared("Zoë", "+49228123456", "C01X00T47");
        for (String body : List.of(PHONE, DOCUMENT, PERSON)) {
            Answer found = api.post(PATH, body, null);
            assertThat(found.header("ratelimit-policy").orElseThrow()).startsWith("\"sensitive\"");
            assertThat(found.body().toString()).doesNotContain("Quillon", "49228", "C01X");
        }
        ApiClient reader = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "subscribers:read");
        assertThat(reader.post(PATH, PERSON, null).code()).isEqualTo("scope_missing");
        String audited = String.join("\n", superuser.queryForList("""
                        select convert_from(body, 'UTF8') from audit.event where tenant_id = ? order by id
                        """, String.class, tenant.value()));
        assertThat(audited)
                .contains("\"phone\"", "\"document_number\"", "\"name_and_birth_date\"")
                .doesNotContain("Quillon", "quillon", "49228", "C01X", "c01x", "1985-12-10");
        assertThat(superuser.queryForList(
                        "select l::text from subscribers.lookup l where tenant_id = ?", String.class, tenant.value()))
                .hasSize(4)
                .noneMatch(row -> row.contains("228123456") || row.contains("uillon"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"field\":\"phone\",\"value\":\"0228 123456\"}|/value|malformed_value",
                "{\"field\":\"phone\",\"value\":\"+49 (0) 228 123456\"}|/value|malformed_value",
                "{\"field\":\"document_number\",\"value\":\"C01\"}|/value|malformed_value",
                "{\"field\":\"phone\"}|/value|required",
                "{\"field\":\"name_and_birth_date\",\"value\":\"Zoe Quillon\"}|/value|wrong_member",
                "{\"field\":\"name_and_birth_date\"}|/person|required",
                "{\"field\":\"phone\",\"value\":\"+49228123456\",\"person\":{\"given_name\":\"Zoe\",\"family_name\":\"Q\","
                        + "\"birth_on\":\"1985-12-10\"}}|/person|wrong_member",
                "{\"field\":\"name_and_birth_date\",\"person\":{\"given_name\":\"\u00ad\",\"family_name\":\"Q\","
                        + "\"birth_on\":\"1985-12-10\"}}|/person|malformed_value",
                "{\"field\":\"name_and_birth_date\",\"person\":{\"family_name\":\"Q\",\"birth_on\":\"1985-12-10\"}}"
                        + "|/person/given_name|required"
            })
    void areRefusedWithWhatIsNoValueOfTheField(String body, String pointer, String code) {
        Answer refused = api.post(PATH, body, null);
        assertThat(refused.status()).as("%s", refused.body()).isEqualTo(400);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(refused.text("/errors/0/code")).isEqualTo(code);
    }

    @Test
    void findWhoDeclaredBeforeThereWereIndexesOnceTheJobCameToThem() {
        String zoe = declared("Zoë", "+49228123456", "C01X00T47");
        String damaged = declared("Dan", "+49228123499", "C01X00T99");
        declare(zoe, "Zoë", "\"phone\":\"+491701234567\"");
        superuser.update("delete from subscribers.lookup where tenant_id = ?", tenant.value());
        superuser.execute("""
                begin;
                set local session_replication_role = replica;
                update onboarding.declared_identity set content = set_byte(content, 20, 1 # get_byte(content, 20))
                where subscriber = '%s';
                commit
                """.formatted(SubscriberId.of(damaged).value()));
        assertThat(ids(api.post(PATH, PERSON, null))).isEmpty();

        assertThat(indexing.run(tenant, Instant.now().minusSeconds(3_600)))
                .as("what was declared within the hour is met later")
                .isZero();
        Instant later = Instant.now().plusSeconds(60);
        assertThat(indexing.run(tenant, later))
                .as("two addresses, and each one's newest identity")
                .isEqualTo(4);
        assertThat(ids(api.post(PATH, PERSON, null))).containsExactly(zoe);
        assertThat(ids(api.post(PATH, "{\"field\":\"phone\",\"value\":\"+491701234567\"}", null)))
                .containsExactly(zoe);
        assertThat(ids(api.post(PATH, PHONE, null)))
                .as("what was replaced gets no index")
                .isEmpty();
        assertThat(ids(api.post(PATH, "{\"field\":\"phone\",\"value\":\"+49228123499\"}", null)))
                .isEmpty();
        assertThat(indexing.run(tenant, later)).isZero();
    }

    @Test
    void findEverybodyWhileTheSecretIsRenewedAndAfter() {
        String before = declared("Zoë", "+49228123456", "C01X00T47");
        indexes.renew(tenant);
        String after = declared("Zoë", "+49228123456", "C01X00T47");
        for (String body : List.of(PHONE, DOCUMENT, PERSON)) {
            assertThat(ids(api.post(PATH, body, null))).containsExactly(after, before);
        }
        indexing.run(tenant, Instant.now().plusSeconds(60));
        superuser.update("delete from subscribers.lookup where tenant_id = ? and version = 1", tenant.value());
        for (String body : List.of(PHONE, DOCUMENT, PERSON)) {
            assertThat(ids(api.post(PATH, body, null)))
                    .as("by the new version alone")
                    .containsExactly(after, before);
        }
    }

    @Test
    void areNotWrittenAnewByAnInstanceThatStillHoldsADestroyedKey() {
        String zoe = declared("Zoë", "+49228123456", "C01X00T47");
        String max = declared("Max", "+49228123457", "C01X00T48");
        // as another instance does when the record's time is over
        superuser.update(
                "delete from vault.data_key where tenant_id = ? and subject = ? and purpose = 'kyc_record'",
                tenant.value(),
                SubscriberId.of(zoe).value());
        superuser.update("delete from subscribers.lookup where tenant_id = ?", tenant.value());
        indexing.run(tenant, Instant.now().plusSeconds(60));
        assertThat(ids(api.post(PATH, PHONE, null))).isEmpty();
        assertThat(ids(api.post(PATH, "{\"field\":\"phone\",\"value\":\"+49228123457\"}", null)))
                .containsExactly(max);
        assertThat(superuser.queryForObject(
                        "select count(*) from subscribers.lookup where tenant_id = ? and subscriber = ? and field <> 'email'",
                        Long.class,
                        tenant.value(),
                        SubscriberId.of(zoe).value()))
                .isZero();
    }

    private String declared(String given, String phone, String document) {
        String subscriber = api.post("/v1/subscribers", """
                        {"given_name":"Z","family_name":"Q","email":"registered@example.org"}
                        """).text("/id");
        TestProgram.consent(api, subscriber);
        declare(subscriber, given, """
                "phone":"%s","document":{"type":"passport","number":"%s","issuing_country":"DE"}
                """.formatted(phone, document));
        return subscriber;
    }

    private void declare(String subscriber, String given, String more) {
        Answer answer = api.post("/v1/kys/identity", """
                {"subscriber_id":"%s","given_name":"%s","family_name":"Quillon","birth_on":"1985-12-10","nationality":"DE",
                 "residence_country":"DE","address":{"line1":"Ring 1","city":"Bonn","postal_code":"53111","country":"DE"},%s}
                """.formatted(subscriber, given, more), null);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private static String person(String given, String family, String birthOn) {
        return """
               {"field":"name_and_birth_date","person":{"given_name":"%s","family_name":"%s","birth_on":"%s"}}
               """.formatted(given, family, birthOn);
    }
}
