package io.flowlet.tokens.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A subscriber's tokens: told with their masked values, and removed with their indexes. The values themselves leave by a reveal alone, of which
 * each is audited; an export is read as often as one likes.
 */
@Component
final class TokenisedRecords implements SubjectRecords {
    private final TokenisedRows rows;

    TokenisedRecords(TokenisedRows rows) {
        this.rows = rows;
    }

    @Override
    public String section() {
        return "tokens";
    }

    @Override
    public Set<String> toldColumns() {
        return Set.of("tokens.token.value");
    }

    @Override
    public Map<String, @Nullable Object> told(TenantId tenant, SubscriberId subscriber) {
        List<Map<String, @Nullable Object>> all = rows.of(tenant, subscriber).stream()
                .map(stored -> told(tenant, stored))
                .toList();
        return all.isEmpty() ? Map.of() : Map.of("tokens", all);
    }

    @Override
    public void erase(Caller caller, SubscriberId subscriber, Instant at) {
        rows.of(caller.tenant(), subscriber)
                .forEach(stored -> rows.delete(caller.tenant(), stored.row().id()));
    }

    private Map<String, @Nullable Object> told(TenantId tenant, TokenisedRows.Stored stored) {
        TokenisedRows.Row row = stored.row();
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("id", row.id().toString());
        told.put("type", row.type().code());
        told.put("masked", Values.masked(row.type(), rows.open(tenant, stored)));
        told.put("created_at", row.createdAt());
        return told;
    }
}
