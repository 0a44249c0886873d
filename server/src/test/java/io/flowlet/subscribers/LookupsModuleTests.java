package io.flowlet.subscribers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.programs.TenantMode;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Look-ups of subscribers by an encrypted field, over HTTP and in the tables. */
class LookupsModuleTests extends LookupServerTests {
    @Autowired
    private Transactions transactions;

    @Autowired
    private JdbcTemplate app;

    @Test
    void findWhoHasAnAddressHoweverItIsSpelled() {
        String ada = register("Ada@Example.org");
        String namesake = register("ada@example.org");
        register("grace@example.org");

        Answer found = lookUp(" ADA@example.ORG");
        assertThat(found.status()).isEqualTo(200);
        assertThat(ids(found)).containsExactly(namesake, ada);
        assertThat(found.body().at("/more").asBoolean()).isFalse();
        assertThat(found.header("ratelimit-policy").orElseThrow()).startsWith("\"sensitive\"");
        assertThat(ids(lookUp("ada@example.or"))).isEmpty();
        assertThat(ids(lookUp("nobody@example.org"))).isEmpty();
    }

    @Test
    void showATenantNoSubscriberOfAnother() {
        register("ada@example.org");
        ApiClient other = TestProgram.create(port, programs).client();
        assertThat(ids(other.post(PATH, body("ada@example.org"), null))).isEmpty();
        ApiClient live = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        assertThat(ids(live.post(PATH, body("ada@example.org"), null))).isEmpty();
        TenantId stranger = program.tenant(TenantMode.LIVE);
        assertThat(transactions.in(
                        stranger, () -> app.queryForObject("select count(*) from subscribers.lookup", Long.class)))
                .isZero();
    }

    @Test
    void needAScopeOfTheirOwnAndAValueOfTheField() {
        ApiClient reader = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "subscribers:read");
        assertThat(reader.post(PATH, body("ada@example.org"), null).code()).isEqualTo("scope_missing");

        Answer malformed = lookUp("no-address");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.text("/errors/0/pointer")).isEqualTo("/value");
        assertThat(malformed.text("/errors/0/code")).isEqualTo("malformed_value");
        assertThat(malformed.body().toString()).doesNotContain("no-address");
        Answer unknown = api.post(PATH, "{\"field\":\"shoe_size\",\"value\":\"44\"}", null);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text("/errors/0/pointer")).isEqualTo("/field");
        assertThat(api.get(PATH + "?field=email&value=ada@example.org").status())
                .isIn(400, 404, 405);
    }

    @Test
    void areAuditedWithFieldAndHitsAndNeverWithTheValue() {
        register("canary-lookup@example.org");
        lookUp("canary-lookup@example.org");
        lookUp("canary-nobody@example.org");
        List<String> events = superuser.queryForList(
                "select e::text from audit.event e where tenant_id = ?", String.class, tenant.value());
        List<String> bodies = superuser.queryForList(
                "select convert_from(body, 'UTF8') from audit.event where tenant_id = ? order by id",
                String.class,
                tenant.value());
        List<String> lookUps = bodies.stream()
                .filter(event -> event.contains("subscriber.lookup"))
                .toList();
        assertThat(lookUps).hasSize(2);
        assertThat(lookUps.getFirst()).contains("email").contains("\"hits\":1");
        assertThat(lookUps.getLast()).contains("\"hits\":0");
        assertThat(events + " " + bodies).doesNotContain("canary-");
    }

    @Test
    void nameAtMostAHundred() {
        for (int i = 0; i < SubscriberLookups.MOST + 1; i++) {
            register("many@example.org");
        }
        Answer found = lookUp("many@example.org");
        assertThat(ids(found)).hasSize(SubscriberLookups.MOST);
        assertThat(found.body().at("/more").asBoolean()).isTrue();
    }

    @Test
    void findOlderSubscribersOnceTheJobCameToThem() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < LookupIndexing.CHUNK + 3; i++) {
            made.add(register("old" + i + "@example.org"));
        }
        superuser.update("delete from subscribers.lookup where tenant_id = ?", tenant.value());
        assertThat(ids(lookUp("old7@example.org"))).isEmpty();

        assertThat(indexing.run(tenant, Instant.now().minusSeconds(3_600)))
                .as("who registered within the hour is met later")
                .isZero();
        Instant later = Instant.now().plusSeconds(60);
        assertThat(indexing.run(tenant, later)).isEqualTo(made.size());
        assertThat(ids(lookUp("old7@example.org"))).containsExactly(made.get(7));
        assertThat(ids(lookUp("old202@example.org"))).containsExactly(made.getLast());
        assertThat(indexing.run(tenant, later)).isZero();
        assertThat(progress()).as("of each field").isEqualTo(LookupField.values().length);
    }

    @Test
    void leaveOutWhomNobodyCanDecrypt() {
        String damaged = register("damaged@example.org");
        String whole = register("whole@example.org");
        superuser.update("delete from subscribers.lookup where tenant_id = ?", tenant.value());
        superuser.update(
                "update subscribers.subscriber set email = set_byte(email, 20, 1 # get_byte(email, 20)) where tenant_id = ? and id = ?",
                tenant.value(),
                SubscriberId.of(damaged).value());
        indexing.run(tenant, Instant.now().plusSeconds(60));
        assertThat(versions(damaged)).isEmpty();
        assertThat(ids(lookUp("whole@example.org"))).containsExactly(whole);
    }

    @Test
    void leaveOutWhoseKeyIsDamaged() {
        String damaged = register("damaged@example.org");
        String whole = register("whole@example.org");
        superuser.update("delete from subscribers.lookup where tenant_id = ?", tenant.value());
        // a version that this server does not hold open, and that does not open
        superuser.update(
                "update subscribers.subscriber set email = set_byte(email, 4, 9) where tenant_id = ? and id = ?",
                tenant.value(),
                SubscriberId.of(damaged).value());
        superuser.update("""
                insert into vault.data_key (tenant_id, subject, purpose, version, tenant_version, wrapped, created_at)
                select tenant_id, subject, purpose, 9, tenant_version, set_byte(wrapped, 40, 1 # get_byte(wrapped, 40)), created_at
                from vault.data_key where tenant_id = ? and subject = ? and purpose = 'service'
                """, tenant.value(), SubscriberId.of(damaged).value());
        indexing.run(tenant, Instant.now().plusSeconds(60));
        assertThat(versions(damaged)).isEmpty();
        assertThat(ids(lookUp("whole@example.org"))).containsExactly(whole);
    }

    @Test
    void goOnAfterAStopWhereTheyWere() {
        String first = register("first@example.org");
        register("second@example.org");
        superuser.update("delete from subscribers.lookup where tenant_id = ?", tenant.value());
        // as a run leaves it that came to the first subscriber only
        superuser.update(
                "insert into subscribers.lookup_progress values (?, 'email', 1, ?)",
                tenant.value(),
                SubscriberId.of(first).value());
        assertThat(indexing.run(tenant, Instant.now().plusSeconds(60))).isOne();
        assertThat(ids(lookUp("second@example.org"))).hasSize(1);
        assertThat(ids(lookUp("first@example.org"))).isEmpty();
    }

    @Test
    void findEverybodyWhileTheSecretIsRenewed() {
        String before = register("ada@example.org");
        assertThat(indexes.renew(tenant)).isEqualTo(2);
        String after = register("ada@example.org");
        assertThat(ids(lookUp("ada@example.org"))).containsExactly(after, before);
        assertThat(versions(after)).containsExactly(1, 2);
        assertThat(versions(before)).containsExactly(1);

        assertThat(indexing.run(tenant, Instant.now().plusSeconds(60))).isOne();
        assertThat(versions(before)).containsExactly(1, 2);
        assertThat(ids(lookUp("ada@example.org"))).containsExactly(after, before);
    }

    @Test
    void goWithTheirSubscriber() {
        String ada = register("ada@example.org");
        superuser.update(
                "delete from subscribers.subscriber where tenant_id = ? and id = ?",
                tenant.value(),
                SubscriberId.of(ada).value());
        assertThat(versions(ada)).isEmpty();
        assertThatThrownBy(() -> transactions.in(tenant, () -> app.update("update subscribers.lookup set version = 7")))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    private String register(String email) {
        return api.post("/v1/subscribers", """
                        {"given_name":"Ada","family_name":"Lovelace","email":"%s"}
                        """.formatted(email)).text("/id");
    }

    private Answer lookUp(String email) {
        return api.post(PATH, body(email), null);
    }

    private static String body(String email) {
        return "{\"field\":\"email\",\"value\":\"%s\"}".formatted(email);
    }

    private List<Integer> versions(String subscriber) {
        return superuser.queryForList(
                "select version from subscribers.lookup where tenant_id = ? and subscriber = ? order by version",
                Integer.class,
                tenant.value(),
                SubscriberId.of(subscriber).value());
    }

    private long progress() {
        Long count = superuser.queryForObject(
                "select count(*) from subscribers.lookup_progress where tenant_id = ?", Long.class, tenant.value());
        return count == null ? 0 : count;
    }
}
