package io.flowlet.tokens.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tokens.RevealPurpose;
import io.flowlet.tokens.TokenId;
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

/** Who saw which value and why, as rows that stay. */
@Component
public final class RevealRows implements SealedColumns {
    private static final SealedColumn REASON =
            SealedColumn.in("tokens.reveal", "reason").row("id").ofTenant();
    private static final String INSERT = """
            insert into tokens.reveal (tenant_id, id, token_id, purpose, reason, revealed_by, revealed_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    RevealRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(REASON);
    }

    /** One act of revealing, without its reason. */
    public record Row(UUID id, TokenId token, RevealPurpose purpose, UUID revealedBy, Instant revealedAt) {}

    /** Writes the row; {@code reason} becomes ciphertext. */
    public void insert(TenantId tenant, Row row, String reason) {
        jdbc.update(
                INSERT,
                tenant.value(),
                row.id(),
                row.token().value(),
                row.purpose().code(),
                vault.encryptText(Subject.ofTenant(tenant), REASON.place(row.id()), reason),
                row.revealedBy(),
                Timestamp.from(row.revealedAt()));
    }
}
