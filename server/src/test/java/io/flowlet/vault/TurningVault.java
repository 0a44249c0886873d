package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.testing.SettableClock;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.EpochTurns.Outcome;
import io.flowlet.vault.EpochTurns.Reason;
import io.flowlet.vault.internal.EpochTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.JdbcTemplate;

/** A vault of its own for each test, under a clock that the test moves, and what tests of turns do with it. */
abstract class TurningVault {
    static final Place PLACE = new Place("subscribers.subscriber", "email", new UUID(7, 7));
    static final TenantId TENANT = new TenantId(1);
    static final TenantId QUIET = new TenantId(2);
    static final EpochTurns.Demand NOW = new EpochTurns.Demand(false, true);
    static final EpochTurns.Demand NOW_ALL = new EpochTurns.Demand(true, true);

    final TestDatabase database = TestDatabase.create();
    final Path keyFile = TestVault.newMasterKeyFile();
    final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
    final SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    final List<String> seen = new ArrayList<>();
    final EpochTurns.Witness witness = new EpochTurns.Witness() {
        @Override
        public void opened(int number, Reason reason, boolean renewsAll) {
            seen.add("opened %d %s%s".formatted(number, reason.code(), renewsAll ? " renewing all" : ""));
        }

        @Override
        public void emptied(int number) {
            seen.add("emptied " + number);
        }

        @Override
        public void destroyed(int number) {
            seen.add("destroyed " + number);
        }

        @Override
        public void gaveUp(TenantId tenant, int version) {
            seen.add("gave up tenant %d's key v%d".formatted(tenant.value(), version));
        }
    };

    @SuppressWarnings("NullAway.Init") // before each test
    VaultInstance instance;

    @BeforeEach
    void start() {
        instance = new VaultInstance(database, keyFile, clock);
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    /** A turn whose process dies after {@code chunks} steps, or that ends before. */
    Outcome killedAfter(int chunks) {
        int[] left = {chunks};
        try (VaultInstance dying = new VaultInstance(database, keyFile, clock)) {
            return dying.bean(EpochTurn.class).ifDue(witness, (tenant, tenants, keys) -> {
                if (left[0]-- == 0) {
                    throw new Killed();
                }
            });
        } catch (Killed dead) {
            return Outcome.UNFINISHED;
        }
    }

    /** Not an exception that anything would handle. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Now, and once more when the old epoch's key may go. */
    void turnInTwoSteps() {
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.EMPTIED);
        clock.advance(Duration.ofMinutes(15));
        assertThat(turns().turnIfDue(witness)).isEqualTo(Outcome.TURNED);
    }

    Instant finalAt(int epoch) {
        return instance.bean(KeyErasure.class).finalAt(TENANT, epoch).orElseThrow();
    }

    EpochTurns turns() {
        return instance.bean(EpochTurns.class);
    }

    byte[] encrypt(Subject subject, String text) {
        return instance.vault().encryptText(subject, PLACE, text);
    }

    byte[] index() {
        return instance.bean(BlindIndexes.class)
                .of(TENANT, IndexInput.email("ada@example.org").orElseThrow())
                .getFirst()
                .bytes();
    }

    void destroy(Subject subject) {
        assertThat(instance.transactions()
                        .in(
                                subject.tenant(),
                                () -> instance.bean(KeyErasure.class).destroy(subject)))
                .isOne();
    }

    static Subject person(int number) {
        return new Subject(TENANT, new UUID(0, number), Purpose.SERVICE);
    }

    static EpochTurns.Progress quietly() {
        return (tenant, tenants, keys) -> {};
    }

    /** Copies all keys but the platform's own, without which no instance starts. */
    void copy(String name) {
        copy(name, 1);
    }

    void copy(String name, int firstTenant) {
        for (String table : List.of("tenant_key", "data_key", "tenant_secret")) {
            superuser.execute("create table public.%s_%s as select * from vault.%s where tenant_id >= %d"
                    .formatted(name, table, table, firstTenant));
        }
    }

    void putBack(String name) {
        putBack(name, 1);
    }

    void putBack(String name, int firstTenant) {
        for (String table : List.of("tenant_secret", "data_key", "tenant_key")) {
            superuser.execute("delete from vault.%s where tenant_id >= %d".formatted(table, firstTenant));
        }
        for (String table : List.of("tenant_key", "data_key", "tenant_secret")) {
            superuser.execute("insert into vault.%s select * from public.%s_%s".formatted(table, name, table));
        }
    }

    List<String> tenantKeys() {
        return superuser.query(
                "select tenant_id, version, epoch from vault.tenant_key where tenant_id > 0 order by 1, 2",
                (row, number) -> row.getInt(1) + " v" + row.getInt(2) + " e" + row.getString(3));
    }

    Long count(String from) {
        return Objects.requireNonNull(superuser.queryForObject("select count(*) from " + from, Long.class));
    }

    List<String> files() {
        try (var files = Files.list(TestVault.keyStore(keyFile))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
