package io.flowlet.vault.internal;

import io.flowlet.tenants.Transactions;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lets one instance at a time turn the epoch; an instance that died holds it for a minute. Not thread-safe: one for each turn. */
final class TurnLease {
    private static final Duration HELD = Duration.ofMinutes(1);
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(15);
    private static final String TAKE = """
            insert into vault.turn_lease as held (single, holder, held_until) values (true, ?, ?)
            on conflict (single) do update set holder = excluded.holder, held_until = excluded.held_until
            where held.holder = excluded.holder or held.held_until <= ?
            """;
    private static final String GIVE_BACK = "update vault.turn_lease set held_until = ? where holder = ?";

    private final UUID holder = UUID.randomUUID();
    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private Instant takenAt = Instant.MIN;

    TurnLease(Transactions transactions, JdbcTemplate jdbc, Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Whether this holds it now, for a minute from now. */
    boolean take() {
        Instant now = clock.instant();
        takenAt = now;
        return transactions.control(
                        () -> jdbc.update(TAKE, holder, Timestamp.from(now.plus(HELD)), Timestamp.from(now)))
                > 0;
    }

    /** To be called between two steps of the work: whether this still holds it. */
    boolean keep() {
        return clock.instant().isBefore(takenAt.plus(RENEWED_AFTER)) || take();
    }

    void giveBack() {
        Timestamp now = Timestamp.from(clock.instant());
        transactions.control(() -> jdbc.update(GIVE_BACK, now, holder));
    }
}
