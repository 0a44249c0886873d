package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.database.DatabaseRole;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.SettingsReport;
import io.flowlet.subscribers.LookupValue;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.SubscriberLookups;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.tokens.CreateOutcome;
import io.flowlet.tokens.CreateToken;
import io.flowlet.tokens.TokenFormat;
import io.flowlet.tokens.TokenType;
import io.flowlet.tokens.Tokens;
import io.flowlet.vault.BlindIndexes;
import io.flowlet.vault.IndexRenewal;
import io.flowlet.vault.IndexRenewal.Counts;
import io.flowlet.vault.IndexRenewal.Plan;
import io.flowlet.vault.IndexRenewal.Renewed;
import io.flowlet.vault.IndexedRows;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Secrets of blind indexes get new versions beside an instance that serves, and every look-up finds what it found. */
class IndexRenewalModuleTests extends TypedCommands {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final JdbcTemplate SUPERUSER = new JdbcTemplate(DATABASE.asSuperuser());
    private static final Trace TRACE = new Trace("0".repeat(32), "req_test");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static Path settings;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static ConfigurableApplicationContext app;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static ConfigurableApplicationContext owner;

    private final List<String> told = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // before each test
    private Caller caller;

    @BeforeAll
    static void start() throws IOException {
        Path key = folder.resolve("master.key");
        MasterKeyFile.create(key);
        settings = Files.writeString(folder.resolve("flowlet.yml"), """
                database:
                  url: %1$s
                  app-password: %2$s
                  sequencer-password: %2$s
                  owner-password: %2$s
                vault: { master-key-file: %3$s, key-store: %4$s, cached-for: 1s }
                identity.issuer: http://127.0.0.1:8080
                audit: { origin: example.com/audit, checkpoint-file: %5$s }
                """.formatted(
                DATABASE.url(), DATABASE.password(), key, TestVault.keyStore(key), folder.resolve("checkpoints")));
        SettingsReport report = new SettingsCheck(SettingsRecords.all()).check(settings, true, Map.of());
        app = FlowletServer.facades(report);
        owner = FlowletServer.facades(report, DatabaseRole.OWNER);
    }

    @AfterAll
    static void stop() {
        owner.close();
        app.close();
    }

    @BeforeEach
    void openProgram() {
        Caller operator = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
        TenantId tenant = app.getBean(Programs.class)
                .create(new CreateProgram("Test program", ZoneId.of("UTC")), operator)
                .program()
                .tenant(TenantMode.TEST)
                .id();
        caller = new Caller(Actor.system(tenant, "test"), TRACE);
    }

    @Test
    void findsByBothVersionsMeanwhileAndByTheNewOneAfterwards() {
        List<SubscriberId> made = IntStream.range(0, 3)
                .mapToObj(i -> register("ada%d@example.org".formatted(i)))
                .toList();
        String token = token();
        Renewed begun = renew(false);
        assertThat(begun.counts()).isEqualTo(new Counts(4, 0));
        assertThat(begun.removableFrom()).isPresent();
        untilKnown();
        SubscriberId meanwhile = register("ada1@example.org");
        assertThat(found("ada1@example.org")).containsExactly(meanwhile, made.get(1));
        assertThat(versions()).containsExactly(1, 2);
        assertThat(token()).as("one value, one token").isEqualTo(token);

        assertThat(renew(true).removableFrom()).as("not yet").isPresent();
        settle();
        Renewed ended = renew(true);
        assertThat(ended.removableFrom()).isEmpty();
        assertThat(ended.counts().removed()).isEqualTo(5);
        assertThat(versions()).containsExactly(2);
        assertThat(secrets()).containsExactly(2);
        untilKnown();
        assertThat(found("ada1@example.org")).containsExactly(meanwhile, made.get(1));
        assertThat(token()).isEqualTo(token);
        assertThat(told).containsExactly("begun 2", "again 2", "again 2", "ended 2 " + new Counts(4, 5));
        assertThat(renew(true).tenants()).as("nothing left").isZero();
        assertThat(renew(false).counts().indexed()).as("and once more").isEqualTo(5);
    }

    @Test
    void killedAnywhereTheNextRunGoesOn() {
        SubscriberId ada = register("ada@example.org");
        for (int steps = 0; steps < 4; steps++) {
            killedAfter(steps, false);
        }
        assertThat(secrets()).as("made once").containsExactly(1, 2);
        untilKnown();
        settle();
        for (int steps = 0; steps < 4; steps++) {
            killedAfter(steps, true);
            assertThat(found("ada@example.org")).containsExactly(ada);
        }
        renew(true);
        assertThat(versions()).containsExactly(2);
        untilKnown();
        assertThat(found("ada@example.org")).containsExactly(ada);
    }

    @Test
    void whatAnInstanceWroteThatDidNotKnowTheNewVersionIsMetBeforeTheOldOneGoes() {
        register("ada@example.org");
        app.getBean(BlindIndexes.class).newestVersion(caller.tenant());
        renew(false);
        SubscriberId late = register("late@example.org");
        assertThat(versionsOf(late))
                .as("of an instance that holds the old secret")
                .containsExactly(1);
        settle();
        assertThat(renew(true).counts().indexed()).isEqualTo(1);
        assertThat(versions()).containsExactly(2);
        untilKnown();
        assertThat(found("late@example.org")).containsExactly(late);
    }

    @Test
    void whatDoesNotOpenKeepsTheOldVersion() {
        SubscriberId damaged = register("damaged@example.org");
        damage(damaged);
        assertThat(renew(false).lacking()).isEqualTo(1);
        settle();
        assertThat(renew(true).lacking()).isEqualTo(1);
        assertThat(versions()).containsExactly(1);
        damage(damaged); // and back
        assertThat(renew(true).lacking()).isZero();
        assertThat(versions()).containsExactly(2);
        untilKnown();
        assertThat(found("damaged@example.org")).containsExactly(damaged);
    }

    @Test
    void everyTableOfBlindIndexesIsRenewed() {
        List<String> tables = SUPERUSER.queryForList("""
                select table_schema || '.' || table_name from information_schema.columns
                where column_name = 'index_value' order by 1
                """, String.class);
        assertThat(owner.getBeansOfType(IndexedRows.class).values())
                .extracting(rows -> rows.table().table())
                .containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void isACommandOfTheOwnerThatTheAuditLogTellsOf() throws IOException {
        register("ada@example.org");
        assertThat(run("vault", "renew-indexes", "--config", settings.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("values given a new index, 0 rows of old ones removed.");
        assertThat(told(err)).contains("can be removed from", "vault renew-indexes --finish");
        settle();
        assertThat(run("vault", "renew-indexes", "--finish", "--config", settings.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(SUPERUSER.queryForList("""
                        select convert_from(body, 'UTF8')::jsonb ->> 'action' from audit.event
                        where tenant_id = ? and convert_from(body, 'UTF8') like '%blind_index_secret%' order by id
                        """, String.class, caller.tenant().value()))
                .containsExactly("blind_index_secret.renew", "blind_index_secret.resume", "blind_index_secret.retire");
        assertThat(run("vault", "renew-indexes", "--tenant", "ten_nobody", "--config", settings.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("There is no such tenant");
        Path ownerless = Files.writeString(
                folder.resolve("ownerless.yml"), Files.readString(settings).replaceFirst(" +owner-password: .*\n", ""));
        assertThat(run("vault", "renew-indexes", "--config", ownerless.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("only flowlet_owner may remove keys of indexes");
    }

    private Renewed renew(boolean finishOnly) {
        return owner.getBean(IndexRenewal.class)
                .run(new Plan(Optional.of(caller.tenant()), finishOnly), new Telling(Integer.MAX_VALUE));
    }

    private void killedAfter(int steps, boolean finishOnly) {
        try {
            owner.getBean(IndexRenewal.class)
                    .run(new Plan(Optional.of(caller.tenant()), finishOnly), new Telling(steps));
        } catch (IllegalStateException killed) {
            assertThat(killed).hasMessage("killed");
        }
    }

    /** Remembers, and fails after so many steps as a killed process would. */
    private final class Telling implements IndexRenewal.Witness {
        private int steps;

        Telling(int steps) {
            this.steps = steps;
        }

        @Override
        public void begun(TenantId whose, int version, boolean again) {
            told.add((again ? "again " : "begun ") + version);
            step();
        }

        @Override
        public void at(int number, int tenants, long all) {
            step();
        }

        @Override
        public void ended(TenantId whose, int version, Counts counts) {
            told.add("ended %d %s".formatted(version, counts));
            step();
        }

        private void step() {
            if (steps-- == 0) {
                throw new IllegalStateException("killed");
            }
        }
    }

    /** The instance that serves forgets the secrets it holds. */
    private static void untilKnown() {
        try {
            Thread.sleep(1_100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void settle() {
        SUPERUSER.update("update vault.index_renewal set begun_at = begun_at - interval '65 minutes'");
    }

    private void damage(SubscriberId subscriber) {
        SUPERUSER.update(
                "update subscribers.subscriber set email = set_byte(email, 20, 1 # get_byte(email, 20)) where tenant_id = ? and id = ?",
                caller.tenant().value(),
                subscriber.value());
    }

    private SubscriberId register(String email) {
        return app.getBean(Subscribers.class)
                .register(caller, new RegisterSubscriber(new Subscriber.PersonName("Ada", "Lovelace"), email))
                .id();
    }

    private List<SubscriberId> found(String email) {
        return app.getBean(SubscriberLookups.class)
                .find(caller, LookupValue.email(email).orElseThrow())
                .subscribers();
    }

    private String token() {
        CreateToken request = new CreateToken(TokenType.CARD_NUMBER, "4111111111111111", TokenFormat.RANDOM, null);
        return switch (app.getBean(Tokens.class).create(caller, request)) {
            case CreateOutcome.Created(var token) -> token.id().toString();
            case CreateOutcome.Known(var token) -> token.id().toString();
            case CreateOutcome.Malformed no -> throw new AssertionError(no);
            case CreateOutcome.NoSuchSubscriber no -> throw new AssertionError(no);
            case CreateOutcome.OfAnother no -> throw new AssertionError(no);
            case CreateOutcome.NotPreservable no -> throw new AssertionError(no);
        };
    }

    private List<Integer> secrets() {
        return SUPERUSER.queryForList(
                "select version from vault.tenant_secret where tenant_id = ? and use = 'blind_index' order by 1",
                Integer.class,
                caller.tenant().value());
    }

    private List<Integer> versionsOf(SubscriberId subscriber) {
        return SUPERUSER.queryForList(
                "select version from subscribers.lookup where tenant_id = ? and subscriber = ? order by 1",
                Integer.class,
                caller.tenant().value(),
                subscriber.value());
    }

    private List<Integer> versions() {
        return SUPERUSER.queryForList(
                """
                select distinct version from (
                  select version from subscribers.lookup where tenant_id = ?
                  union all select version from tokens.blind_index where tenant_id = ?) v order by 1
                """, Integer.class, caller.tenant().value(), caller.tenant().value());
    }
}
