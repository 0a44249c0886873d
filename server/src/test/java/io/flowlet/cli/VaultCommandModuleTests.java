package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.TestDatabase;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import io.flowlet.vault.UnreadableCiphertext;
import io.flowlet.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code vault} and {@code doctor} as an operator types them. */
class VaultCommandModuleTests extends TypedCommands {
    private final TestDatabase database = TestDatabase.create();
    private final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path old = Path.of("");
    private Path next = Path.of("");
    private Path before = Path.of("");
    private Path during = Path.of("");
    private Path after = Path.of("");

    @BeforeEach
    void writeSettings() throws IOException {
        old = folder.resolve("old.key");
        next = folder.resolve("new.key");
        Path keyStore = KeyStoreFolder.make(folder.resolve("epochs"));
        MasterKeyFile.create(old);
        MasterKeyFile.create(next);
        before = settings("before.yml", "vault: { master-key-file: %s, key-store: %s }".formatted(old, keyStore));
        during = settings("during.yml", """
                vault:
                  master-key-file: %s
                  key-store: %s
                  root.former:
                    provider: file
                    file: %s
                """.formatted(next, keyStore, old));
        after = settings("after.yml", "vault: { master-key-file: %s, key-store: %s }".formatted(next, keyStore));
    }

    @Test
    void rotatesTheRootKeyTellsItInTheAuditLogAndDoctorFollows() {
        assertThat(run("admin", "invite", "--config", before.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(run("doctor", "--config", before.toString())).as(told(out)).isEqualTo(ExitCode.OK);
        String oldKid = MasterKeyFile.check(old);
        String nextKid = MasterKeyFile.check(next);
        assertThat(told(out)).containsPattern("ok +root key: " + oldKid + " .* wraps \\d+ keys, the canary");

        assertThat(run("doctor", "--config", during.toString())).isEqualTo(ExitCode.OK);
        assertThat(told(out))
                .containsPattern("root key: " + nextKid + " .* wraps 0 keys and seals none yet")
                .containsPattern(
                        "former root key: " + oldKid + " .*: ./flowlet vault rotate-root turns to the new one");

        assertThat(run("doctor", "--config", after.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(told(out)).contains("was sealed with root key " + oldKid, "flowlet.vault.root.former");

        assertThat(run("vault", "rotate-root", "--config", during.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).containsPattern("\\d+ keys brought under root key " + nextKid);
        assertThat(told(err)).contains("take flowlet.vault.root.former out");
        assertThat(superuser.queryForList("""
                select distinct master_kid from vault.platform_key
                union select master_kid from vault.tenant_key where epoch is null
                """, String.class)).containsExactly(nextKid);
        List<String> bodies =
                superuser.queryForList("select convert_from(body, 'UTF8') from audit.event order by id", String.class);
        assertThat(bodies.subList(bodies.size() - 2, bodies.size()))
                .satisfiesExactly(
                        turned ->
                                assertThat(turned).contains("root_key.activate", oldKid, nextKid, "vault rotate-root"),
                        done -> assertThat(done).contains("root_key.rotate", nextKid, "\"damaged\":0"));

        assertThat(run("doctor", "--config", during.toString())).isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("opens nothing any more: take flowlet.vault.root.former out");
        assertThat(run("doctor", "--config", after.toString())).isEqualTo(ExitCode.OK);
        assertThat(run("doctor", "--config", before.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(run("vault", "rotate-root", "--config", after.toString())).isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("0 keys brought under root key " + nextKid);
        assertThat(run("admin", "invite", "--config", after.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void rotationNeedsTheOwnerAndBothKeys() throws IOException {
        run("admin", "invite", "--config", before.toString());
        Path ownerless = Files.writeString(
                folder.resolve("ownerless.yml"), Files.readString(during).replaceFirst(" +owner-password: .*\n", ""));
        assertThat(run("vault", "rotate-root", "--config", ownerless.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).containsPattern("database.owner-password +missing +only flowlet_owner may re-wrap keys");
        assertThat(run("vault", "rotate-root", "--config", after.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(told(err))
                .startsWith("this database was sealed with root key " + MasterKeyFile.check(old))
                .doesNotContain("\tat ");
        assertThat(superuser.queryForList("select distinct master_kid from vault.platform_key", String.class))
                .containsExactly(MasterKeyFile.check(old));
    }

    @Test
    void rotationTellsPlainlyThatTheKeyStoreIsGone() throws IOException {
        run("admin", "invite", "--config", before.toString());
        Path file = folder.resolve("epochs/epoch-000001.key");
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        assertThat(run("vault", "rotate-root", "--config", during.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(told(err))
                .startsWith("the epoch key file " + file + " is missing")
                .doesNotContain("\tat ");
        assertThat(superuser.queryForList("select distinct master_kid from vault.platform_key", String.class))
                .containsExactly(MasterKeyFile.check(old));
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(run("vault", "rotate-root", "--config", during.toString())).isEqualTo(ExitCode.OK);
    }

    @Test
    void rotatesSigningKeysAndReplacesThemAtOnce() {
        assertThat(run("vault", "rotate-signing", "--config", before.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out))
                .containsPattern("ES256 key [\\w-]{43} signs from 20")
                .containsPattern("RS256 key [\\w-]{43} signs from 20")
                .containsPattern("PS256 key [\\w-]{43} signs from 20");
        assertThat(run("vault", "rotate-signing", "--replace", "--config", before.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(superuser.queryForList("""
                select use || ' ' || version from vault.platform_key where use ~ '^sign:..256' and verifies_until is null order by 1
                """, String.class))
                .containsExactly("sign:es256 3", "sign:ps256 3", "sign:rs256 3");
        assertThat(superuser.queryForObject(
                        "select count(*) from audit.event where convert_from(body, 'UTF8') like '%token_key.replace%vault rotate-signing%'"
                                + " or convert_from(body, 'UTF8') like '%vault rotate-signing%token_key.replace%'",
                        Long.class))
                .isEqualTo(3);
    }

    @Test
    void rotatesDataKeysAndTellsItInTheAuditLog() throws IOException {
        Path brief = Files.writeString(
                folder.resolve("brief.yml"),
                Files.readString(before).replace("vault: { ", "vault: { cached-for: 1s, "));
        assertThat(run("admin", "invite", "--config", brief.toString())).isEqualTo(ExitCode.OK);
        Subject platform = Subject.ofTenant(TenantId.PLATFORM);
        Place place = new Place("privacy.legal_hold", "reason", UUID.randomUUID());
        try (ConfigurableApplicationContext facades = facades(brief)) {
            Vault vault = facades.getBean(Vault.class);
            JdbcTemplate app = facades.getBean(JdbcTemplate.class);
            facades.getBean(Transactions.class)
                    .run(
                            TenantId.PLATFORM,
                            () -> app.update(
                                    "insert into privacy.legal_hold (tenant_id, id, subscriber, reason, placed_by, placed_at)"
                                            + " values (0, ?, ?, ?, 'test', now())",
                                    place.row(),
                                    place.row(),
                                    vault.encryptText(platform, place, "a trial")));
        }
        byte[] captured = reason(place);

        assertThat(run("vault", "rotate-data", "--config", brief.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out))
                .contains("1 new versions of data keys in 1 tenants, 1 fields rewritten, 0 old versions removed.");
        assertThat(told(err)).contains("can be removed from", "rotate-data --finish");
        superuser.update("update vault.data_rotation set rewritten_at = rewritten_at - interval '66 minutes'");
        assertThat(run("vault", "rotate-data", "--finish", "--config", brief.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out))
                .contains("1 new versions of data keys in 1 tenants, 1 fields rewritten, 1 old versions removed.");
        List<String> bodies =
                superuser.queryForList("select convert_from(body, 'UTF8') from audit.event order by id", String.class);
        assertThat(bodies.subList(bodies.size() - 4, bodies.size()))
                .satisfiesExactly(
                        begun -> assertThat(begun).contains("data_key_rotation.begin", "PT0S", "vault rotate-data"),
                        again -> assertThat(again).contains("data_key_rotation.resume"),
                        removed -> assertThat(removed).contains("data_key_rotation.remove", "\"versions\":1"),
                        ended -> assertThat(ended)
                                .contains(
                                        "data_key_rotation.end",
                                        "\"made\":1",
                                        "\"rewritten\":1",
                                        "\"removed\":1",
                                        "\"damaged\":0"));
        try (ConfigurableApplicationContext facades = facades(brief)) {
            Vault vault = facades.getBean(Vault.class);
            assertThat(vault.decryptText(platform, place, reason(place))).isEqualTo("a trial");
            assertThatThrownBy(() -> vault.decryptText(platform, place, captured))
                    .isInstanceOf(UnreadableCiphertext.class);
        }
        assertThat(run("doctor", "--config", brief.toString())).as(told(out)).isEqualTo(ExitCode.OK);

        assertThat(run("vault", "rotate-data", "--older-than", "90d", "--config", brief.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("0 new versions of data keys in 0 tenants");
        superuser.update("update privacy.legal_hold set reason = set_byte(reason, 30, get_byte(reason, 30) # 1)");
        assertThat(run("vault", "rotate-data", "--now", "--config", brief.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("a longer vault.cached-for");
        assertThat(told(out)).contains("WRONG privacy.legal_hold.reason " + place.row() + " does not open");
        assertThat(told(err)).contains("1 fields do not open and keep 1 old versions");
    }

    @Test
    void rotatingDataKeysNeedsTheOwnerATenantThatThereIsAndAnAge() throws IOException {
        run("admin", "invite", "--config", before.toString());
        for (String age : List.of("soon", "-90d", "90")) {
            assertThat(run("vault", "rotate-data", "--older-than=" + age, "--config", before.toString()))
                    .as(age)
                    .isEqualTo(ExitCode.USAGE);
            assertThat(told(err)).contains("an age such as 90d or 12h");
        }
        for (String other : List.of("--now", "--older-than=90d")) {
            assertThat(run("vault", "rotate-data", "--finish", other, "--config", before.toString()))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(told(err)).contains("Give --finish alone or with --tenant.");
        }
        assertThat(run("vault", "rotate-data", "--tenant", "ten_nobody", "--config", before.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("There is no such tenant");
        Path ownerless = Files.writeString(
                folder.resolve("ownerless.yml"), Files.readString(before).replaceFirst(" +owner-password: .*\n", ""));
        assertThat(run("vault", "rotate-data", "--config", ownerless.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err))
                .containsPattern("database.owner-password +missing +only flowlet_owner may rewrite ciphertexts");
        assertThat(superuser.queryForObject("select max(version) from vault.data_key", Integer.class))
                .isEqualTo(1);
    }

    private byte[] reason(Place place) {
        return Objects.requireNonNull(superuser.queryForObject(
                "select reason from privacy.legal_hold where id = ?", byte[].class, place.row()));
    }

    private static ConfigurableApplicationContext facades(Path settings) {
        return FlowletServer.facades(new SettingsCheck(SettingsRecords.all()).check(settings, true, Map.of()));
    }

    @Test
    void aBackupBeforeTheFirstStartSaysThatThereIsNoEpochYet() throws IOException {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        assertThat(run("vault", "backup", copies.toString(), "--config", before.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out).lines()).hasSize(1);
        assertThat(told(err)).contains("The key store is empty");
        assertThat(copies.resolve("epochs")).doesNotExist();
        Files.delete(folder.resolve("epochs"));
        Path others = Files.createDirectory(folder.resolve("others"));
        assertThat(run("vault", "backup", others.toString(), "--config", before.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(out).lines()).as("what was copied all the same").hasSize(1);
        assertThat(told(err)).contains("key store " + folder.resolve("epochs") + " is missing");
    }

    @Test
    void splitsJoinsBacksUpAndTriesTheBackup() throws IOException {
        run("admin", "invite", "--config", before.toString());
        Path shares = Files.createDirectory(folder.resolve("shares"));
        assertThat(run("vault", "split", "--out", shares.toString(), "--config", before.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        List<String> files = told(out).lines().toList();
        assertThat(files).hasSize(3);
        Path restored = folder.resolve("restored.key");
        assertThat(run(
                        "vault",
                        "join",
                        files.get(2),
                        files.get(0),
                        "--out",
                        restored.toString(),
                        "--config",
                        before.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out).strip()).isEqualTo(MasterKeyFile.check(old));
        assertThat(restored).hasSameBinaryContentAs(old);
        assertThat(run(
                        "vault",
                        "join",
                        files.get(0),
                        "--out",
                        folder.resolve("none").toString(),
                        "--config",
                        before.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("one share of 3 tells nothing of the key: give any two of them");

        Path copies = Files.createDirectory(folder.resolve("copies"));
        assertThat(run("vault", "backup", copies.toString(), "--config", before.toString()))
                .isEqualTo(ExitCode.OK);
        List<String> written = told(out).lines().toList();
        Path epochs = copies.resolve("epochs");
        assertThat(written)
                .containsExactly(
                        copies.resolve("root-%s.key".formatted(MasterKeyFile.check(old)))
                                .toString(),
                        epochs.resolve("epoch-000001.key").toString());
        assertThat(told(err)).contains("destroy the copy from before");
        String copy = written.getFirst();
        assertThat(run(
                        "doctor",
                        "--config",
                        before.toString(),
                        "--root-backup",
                        copy,
                        "--key-store",
                        epochs.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out))
                .contains("root backup: " + MasterKeyFile.check(old) + " opens the canary")
                .contains("copy of the key store: " + epochs + " holds the key of the open epoch");
        assertThat(run("vault", "backup", copies.toString(), "--config", before.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("never overwritten");
        assertThat(run("doctor", "--config", before.toString(), "--root-backup", files.get(0), files.get(1)))
                .isEqualTo(ExitCode.OK);
        assertThat(run("doctor", "--config", before.toString(), "--root-backup", files.get(0)))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run("doctor", "--config", before.toString(), "--root-backup", next.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(out)).contains("the backup holds root key " + MasterKeyFile.check(next));
        Path lost = folder.resolve("lost.yml");
        Files.writeString(lost, Files.readString(before).replace("old.key", "lost.key"));
        assertThat(run("doctor", "--config", lost.toString(), "--root-backup", copy))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(out))
                .contains("lost.key is missing")
                .as("a backup is tried out above all when the key is lost")
                .contains("root backup: " + MasterKeyFile.check(old) + " opens the canary");
    }

    @Test
    void copiesOfTheRootKeyAreInTheAuditLogOrRefused() throws IOException {
        run("admin", "invite", "--config", before.toString());
        Path shares = Files.createDirectory(folder.resolve("audited"));
        run("vault", "split", "--out", shares.toString(), "--config", before.toString());
        List<String> files = told(out).lines().toList();
        String joined = folder.resolve("joined.key").toString();
        Path lostKey = Files.writeString(
                folder.resolve("lost-key.yml"), Files.readString(before).replace("old.key", "lost.key"));
        assertThat(run("vault", "join", files.get(0), files.get(1), "--out", joined, "--config", lostKey.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        run(
                "vault",
                "backup",
                Files.createDirectory(folder.resolve("backup")).toString(),
                "--config",
                before.toString());
        assertThat(superuser.queryForList(
                        "select convert_from(body, 'UTF8')::jsonb ->> 'action' from audit.event where tenant_id = 0 order by id",
                        String.class))
                .containsSubsequence("root_key.split", "root_key.join", "root_key.back_up");

        Path lost = Files.writeString(
                folder.resolve("lost-database.yml"),
                Files.readString(before).replace(database.url(), database.url() + "_lost"));
        Path others = Files.createDirectory(folder.resolve("unaudited"));
        assertThat(run("vault", "split", "--out", others.toString(), "--config", lost.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("The audit log cannot be written", "--unaudited");
        assertThat(others).isEmptyDirectory();
        assertThat(run("vault", "split", "--unaudited", "--out", others.toString(), "--config", lost.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(told(err)).contains("The audit log does not tell of this");
    }

    @Test
    void turnsInTwoStepsOrAtOnce() {
        String config = before.toString();
        assertThat(run("admin", "invite", "--config", config)).as(told(err)).isEqualTo(ExitCode.OK);
        assertThat(run("vault", "turn", "--config", config)).as(told(err)).isEqualTo(ExitCode.OK);
        assertThat(told(out)).containsPattern("The epoch is turned, \\d+ keys are wrapped anew\\.");
        assertThat(told(err)).contains("A server that runs destroys it in 15 minutes", "until then nothing is final");
        assertThat(folder.resolve("epochs/epoch-000001.key")).exists();
        assertThat(run("vault", "turn", "--now", "--config", config))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("The old epoch's key is destroyed.");
        assertThat(folder.resolve("epochs/epoch-000001.key")).doesNotExist();
        assertThat(folder.resolve("epochs/epoch-000002.key")).doesNotExist();
        assertThat(folder.resolve("epochs/epoch-000003.key")).exists();
        assertThat(run("vault", "turn", "--now", "--tenant", "ten_x", "--config", config))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void tellsWhatIsWrongWithTheCommandLine() {
        assertThat(run("vault")).isEqualTo(ExitCode.USAGE);
        assertThat(run("vault", "split")).isEqualTo(ExitCode.USAGE);
        assertThat(run("vault", "join", "--out", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(run(
                        "vault",
                        "split",
                        "--out",
                        folder.toString(),
                        "--config",
                        folder.resolve("no.yml").toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("vault.master-key-file", "missing", "./flowlet config new-key");
    }

    private Path settings(String name, String vault) throws IOException {
        return Files.writeString(folder.resolve(name), """
                database:
                  url: %1$s
                  app-password: %2$s
                  sequencer-password: %2$s
                  owner-password: %2$s
                identity.issuer: http://127.0.0.1:8080
                audit: { origin: example.com/audit, checkpoint-file: %4$s }
                %3$s
                """.formatted(
                        database.url(), database.password(), vault, folder.resolve("checkpoints")));
    }
}
