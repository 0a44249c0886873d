package io.flowlet.privacy.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.privacy.Export;
import io.flowlet.privacy.ExportId;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Exports as rows, sealed under their subscriber's own key; needs a transaction of their tenant. */
@Component
public final class ExportRows implements SealedColumns {
    private static final SealedColumn CONTENTS = SealedColumn.in("privacy.export", "content")
            .row("id")
            .of("subscriber", Purpose.SERVICE)
            .large();
    private static final String INSERT = """
            insert into privacy.export (tenant_id, id, subscriber, content, made_by, made_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String CONTENT = """
            select content from privacy.export where tenant_id = ? and id = ? and subscriber = ? and expires_at > ?
            """;
    private static final String DELETE_OF = "delete from privacy.export where tenant_id = ? and subscriber = ?";
    private static final String DELETE_EXPIRED = "delete from privacy.export where tenant_id = ? and expires_at <= ?";

    private final JdbcTemplate jdbc;
    private final Vault vault;

    ExportRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(CONTENTS);
    }

    public void insert(TenantId tenant, Export export, byte[] content, String by) {
        UUID id = export.id().value();
        jdbc.update(
                INSERT,
                tenant.value(),
                id,
                export.subscriber().value(),
                vault.encrypt(subject(tenant, export.subscriber()), place(id), content),
                by,
                Timestamp.from(export.madeAt()),
                Timestamp.from(export.expiresAt()));
    }

    /** What the export says, unless it expired. */
    public Optional<byte[]> content(TenantId tenant, SubscriberId subscriber, ExportId id, Instant now) {
        return jdbc
                .query(
                        CONTENT,
                        (row, number) -> vault.decrypt(subject(tenant, subscriber), place(id.value()), row.getBytes(1)),
                        tenant.value(),
                        id.value(),
                        subscriber.value(),
                        Timestamp.from(now))
                .stream()
                .findFirst();
    }

    public void deleteOf(TenantId tenant, SubscriberId subscriber) {
        jdbc.update(DELETE_OF, tenant.value(), subscriber.value());
    }

    /** How many were deleted. */
    public int deleteExpired(TenantId tenant, Instant now) {
        return jdbc.update(DELETE_EXPIRED, tenant.value(), Timestamp.from(now));
    }

    private static Subject subject(TenantId tenant, SubscriberId subscriber) {
        return CONTENTS.subject(tenant, subscriber.value());
    }

    private static Place place(UUID id) {
        return CONTENTS.place(id);
    }
}
