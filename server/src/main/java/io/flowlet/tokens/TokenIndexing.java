package io.flowlet.tokens;

import io.flowlet.actor.TenantId;
import io.flowlet.tokens.internal.TokenisedRows;
import io.flowlet.tokens.internal.TokenisedRows.Stored;
import io.flowlet.tokens.internal.Values;
import io.flowlet.vault.BlindIndexes;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.IndexTable;
import io.flowlet.vault.IndexedRows;
import io.flowlet.vault.UnreadableCiphertext;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Gives tokens indexes of a new version of the tenant's secret, by the values they stand for. Thread-safe. */
@Component
final class TokenIndexing implements IndexedRows {
    private final TokenisedRows rows;
    private final BlindIndexes indexes;

    TokenIndexing(TokenisedRows rows, BlindIndexes indexes) {
        this.rows = rows;
        this.indexes = indexes;
    }

    @Override
    public IndexTable table() {
        return new IndexTable("tokens.blind_index", "token_id", Optional.empty());
    }

    @Override
    public void index(TenantId tenant, Collection<UUID> ids) {
        for (Stored stored : rows.share(tenant, ids)) {
            value(tenant, stored)
                    .ifPresent(value -> rows.addIndexes(
                            tenant,
                            stored.row(),
                            indexes.of(tenant, Values.index(stored.row().type(), value))));
        }
    }

    private Optional<String> value(TenantId tenant, Stored stored) {
        try {
            return Optional.of(rows.open(tenant, stored));
        } catch (UnreadableCiphertext | DamagedKey e) {
            // counted by the vault; others must not wait for it
            return Optional.empty();
        }
    }
}
