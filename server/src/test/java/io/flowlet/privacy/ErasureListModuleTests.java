package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.identity.Clients;
import io.flowlet.programs.KeyDestructionJob;
import io.flowlet.programs.TenantMode;
import io.flowlet.programs.Tenants;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.TestProgram;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

class ErasureListModuleTests extends PrivacyTests {
    private static final ErasureList.Progress SILENT = (done, all) -> {};

    @TempDir
    private Path folder;

    @Autowired
    private ErasureList list;

    @Autowired
    private ErasureRequests requests;

    @Autowired
    private KeyDestructionJob destructions;

    @Autowired
    private Tenants tenants;

    @Autowired
    private Clients clients;

    @Autowired
    private Vault vault;

    @Test
    void aRestoredDatabaseIsErasedAgain() throws IOException {
        String ada = TestProgram.subscriber(api);
        String bob = TestProgram.subscriber(api);
        List<Map<String, Object>> keys = keysOf(ada);
        requests.ask(system(), SubscriberId.of(ada));
        erased(api, ada);
        Path file = folder.resolve("erasures");
        assertThat(list.export(file, SILENT).added()).isGreaterThanOrEqualTo(2);
        restore(ada, keys);
        assertThat(api.get("/v1/subscribers/" + ada).text("/given_name"))
                .as("the copy brought her back")
                .isEqualTo("Ada");

        assertThat(api.get("/v1/privacy/erasure_requests")
                        .body()
                        .at("/data/0/closed_at")
                        .isNull())
                .isTrue();
        ErasureList.Replayed replayed = list.replay(file, SILENT);
        assertThat(api.get("/v1/privacy/erasure_requests")
                        .body()
                        .at("/data/0/closed_at")
                        .isNull())
                .as("what she asked for is done")
                .isFalse();
        assertThat(replayed.again()).isEqualTo(1);
        assertThat(keys(ada, "service")).isZero();
        assertThat(api.get("/v1/subscribers/" + ada).code()).isEqualTo("subscriber_erased");
        assertThat(api.get("/v1/subscribers/" + ada + "/erasure").body().at("/retained"))
                .hasSize(2);
        assertThat(api.get("/v1/subscribers/" + bob).status()).isEqualTo(200);
        assertThat(audited("erasure.replay", "done")).isEqualTo(1);

        assertThat(list.replay(file, SILENT).again()).as("done is done").isZero();
        assertThat(audited("erasure.replay", "done")).isEqualTo(1);
    }

    @Test
    void aRestoredDatabaseEndsAgainTheTenantsThatHadEnded() throws IOException {
        clients.revokeAll(system());
        superuser.update("""
                insert into programs.key_destruction
                  (id, tenant, reference, state, requested_by, requested_at, approved_by, approved_at, earliest_at)
                values (gen_random_uuid(), ?, 'contract', 'approved', 'one', now() - interval '25 hours', 'other',
                  now() - interval '25 hours', now() - interval '1 hour')
                """, tenant.value());
        assertThat(vault.encryptText(
                        Subject.ofTenant(tenant), new Place("privacy.erasure", "reason", new UUID(7, 7)), "x"))
                .isNotEmpty();
        List<Map<String, Object>> tenantKeys =
                superuser.queryForList("select * from vault.tenant_key where tenant_id = ?", tenant.value());
        assertThat(destructions.runOnce()).isEqualTo(1);
        Path file = folder.resolve("ended");
        list.export(file, SILENT);
        String name = program.made().program().tenant(TenantMode.TEST).publicId();
        assertThat(Files.readString(file)).contains("%d %s keys ".formatted(tenant.value(), name));
        assertThat(list.replay(file, SILENT).again()).as("nothing came back").isZero();

        superuser.update("delete from programs.key_destruction where tenant = ?", tenant.value());
        superuser.execute("alter table vault.destroyed_tenant disable trigger user");
        superuser.update("delete from vault.destroyed_tenant where tenant_id = ?", tenant.value());
        superuser.execute("alter table vault.destroyed_tenant enable trigger user");
        for (Map<String, Object> key : tenantKeys) {
            superuser.update(
                    "insert into vault.tenant_key (tenant_id, version, epoch, wrapped, created_at) values (?, ?, ?, ?, ?)",
                    key.get("tenant_id"),
                    key.get("version"),
                    key.get("epoch"),
                    key.get("wrapped"),
                    key.get("created_at"));
        }
        assertThat(tenants.ids()).as("the copy brought it back").contains(tenant);

        assertThat(list.replay(file, SILENT).again()).isEqualTo(1);
        assertThat(tenants.ids()).doesNotContain(tenant);
        assertThat(superuser.queryForObject(
                        "select count(*) from vault.tenant_key where tenant_id = ?", Long.class, tenant.value()))
                .isZero();
        assertThat(audited("tenant_keys.destroy", "done")).isEqualTo(2);
        assertThat(list.replay(file, SILENT).again()).as("done is done").isZero();
    }

    @Test
    void onlyGrowsAndNamesNobody() throws IOException {
        String ada = TestProgram.registered(api);
        erased(api, ada);
        Path file = folder.resolve("erasures");
        list.export(file, SILENT);
        String first = Files.readString(file);
        assertThat(first).contains(ada).doesNotContain("Lovelace");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(list.export(file, SILENT).added()).isZero();
        assertThat(Files.readString(file)).isEqualTo(first);

        String bob = TestProgram.registered(api);
        erased(api, bob);
        Files.writeString(file, "7 sub_broken", StandardOpenOption.APPEND);
        assertThat(list.export(file, SILENT).added()).isEqualTo(2);
        assertThat(Files.readString(file)).startsWith(first).contains(bob).doesNotContain("broken");
        list.replay(file, SILENT);
    }

    @Test
    void whateverWasChangedIsRefusedAndNothingIsTouched() throws IOException {
        for (int i = 0; i < 4; i++) {
            erased(api, TestProgram.registered(api));
        }
        Path file = folder.resolve("erasures");
        list.export(file, SILENT);
        List<String> whole = Files.readAllLines(file);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<String> changed = new ArrayList<>(whole);
            int at = 1 + random.nextInt(whole.size() - 2);
            switch (random.nextInt(4)) {
                case 0 -> changed.remove(at);
                case 1 -> Collections.swap(changed, at, at + 1);
                case 2 -> changed.add(at, whole.get(at));
                default -> changed.set(at, altered(whole.get(at), random));
            }
            Path other = folder.resolve("changed");
            Files.write(other, changed);
            assertThatThrownBy(() -> list.replay(other, SILENT))
                    .as("seed %d, round %d", seed, round)
                    .isInstanceOf(ErasureListRefused.class)
                    .hasMessageStartingWith("line ");
        }
        Path none = Files.writeString(folder.resolve("none"), "another file\n");
        assertThatThrownBy(() -> list.replay(none, SILENT)).hasMessageContaining("line 1");
        assertThatThrownBy(() -> list.export(none, SILENT)).isInstanceOf(ErasureListRefused.class);
        assertThat(audited("erasure.replay", "done")).isZero();
    }

    private static String altered(String line, Random random) {
        // the last character of a MAC has bits that no byte holds
        int at = random.nextInt(line.length() - 1);
        char before = line.charAt(at);
        char after = before == '3' ? '4' : '3';
        return line.substring(0, at) + after + line.substring(at + 1);
    }

    private List<Map<String, Object>> keysOf(String subscriber) {
        return superuser.queryForList(
                "select * from vault.data_key where tenant_id = ? and subject = ?",
                tenant.value(),
                SubscriberId.of(subscriber).value());
    }

    /** Puts the database back to before the erasure, as far as this subscriber goes. */
    private void restore(String subscriber, List<Map<String, Object>> keys) {
        Object id = SubscriberId.of(subscriber).value();
        for (String table : new String[] {"retained", "destruction", "erasure"}) {
            superuser.execute("alter table privacy." + table + " disable trigger user");
            superuser.update("delete from privacy." + table + " where subscriber = ?", id);
            superuser.execute("alter table privacy." + table + " enable trigger user");
        }
        superuser.update("update privacy.erasure_request set closed_at = null where subscriber = ?", id);
        superuser.update("update subscribers.subscriber set erased_at = null where id = ?", id);
        superuser.update("update screening.screened set ended_at = null where subscriber = ?", id);
        superuser.update("update onboarding.kys_case set ended_at = null where subscriber = ?", id);
        for (Map<String, Object> key : keys) {
            superuser.update(
                    "insert into vault.data_key (tenant_id, subject, purpose, version, tenant_version, wrapped, created_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                    key.get("tenant_id"),
                    key.get("subject"),
                    key.get("purpose"),
                    key.get("version"),
                    key.get("tenant_version"),
                    key.get("wrapped"),
                    key.get("created_at"));
        }
    }
}
