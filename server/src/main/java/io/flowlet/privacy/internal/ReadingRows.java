package io.flowlet.privacy.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who read a kept record and why, as rows; needs a transaction of their tenant. */
@Component
public final class ReadingRows implements SealedColumns {
    private static final SealedColumn REASON =
            SealedColumn.in("privacy.record_reading", "reason").row("id").ofTenant();
    private static final String INSERT = """
            insert into privacy.record_reading (tenant_id, id, subscriber, purpose, reason, read_by, read_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    ReadingRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(REASON);
    }

    /** What was read, why and when. */
    public record Reading(SubscriberId subscriber, Purpose purpose, String reason, Instant at) {
        @Override
        public String toString() {
            return "Reading[…]";
        }
    }

    public void insert(Caller caller, UUID id, Reading reading) {
        jdbc.update(
                INSERT,
                caller.tenant().value(),
                id,
                reading.subscriber().value(),
                reading.purpose().code(),
                vault.encryptText(Subject.ofTenant(caller.tenant()), REASON.place(id), reading.reason()),
                caller.actor().name(),
                Timestamp.from(reading.at()));
    }
}
