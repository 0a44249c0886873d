package io.flowlet.subscribers.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.LookupField;
import io.flowlet.subscribers.LookupValue;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.BlindIndex;
import io.flowlet.vault.BlindIndexes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Blind indexes of subscribers, as rows. */
@Component
public final class LookupRows {
    private static final String INSERT = """
            insert into subscribers.lookup (tenant_id, field, version, index_value, subscriber) values (?, ?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String FIND = """
            select l.subscriber from subscribers.lookup l
            join subscribers.subscriber s on s.tenant_id = l.tenant_id and s.id = l.subscriber and (s.erased_at is not null) = ?
            where l.tenant_id = ? and l.field = ? and l.version = ? and l.index_value = ?
            order by l.subscriber desc limit ?
            """;
    private static final String FORGET =
            "delete from subscribers.lookup where tenant_id = ? and subscriber = ? and field = any (?)";
    private static final String DONE_TO =
            "select done_to from subscribers.lookup_progress where tenant_id = ? and field = ? and version = ?";
    private static final String ADVANCE = """
            insert into subscribers.lookup_progress as known (tenant_id, field, version, done_to) values (?, ?, ?, ?)
            on conflict (tenant_id, field, version) do update set done_to = greatest(known.done_to, excluded.done_to)
            """;

    private final JdbcTemplate jdbc;
    private final BlindIndexes indexes;

    LookupRows(JdbcTemplate jdbc, BlindIndexes indexes) {
        this.jdbc = jdbc;
        this.indexes = indexes;
    }

    /** Of whom to find. */
    public enum Whom {
        SERVED,
        /** Their data was erased, and this is kept. */
        ERASED
    }

    /** Makes the subscriber found by {@code value}, in every version. */
    public void write(TenantId tenant, SubscriberId subscriber, LookupValue value) {
        for (BlindIndex index : indexes.of(tenant, value.input())) {
            jdbc.update(
                    INSERT, tenant.value(), value.field().code(), index.version(), index.bytes(), subscriber.value());
        }
    }

    /** Nothing of these fields finds the subscriber any more. */
    public void forget(TenantId tenant, SubscriberId subscriber, List<LookupField> fields) {
        if (!fields.isEmpty()) {
            String[] codes = fields.stream().map(LookupField::code).toArray(String[]::new);
            jdbc.update(FORGET, tenant.value(), subscriber.value(), codes);
        }
    }

    /** Those with that value, newest first. */
    public List<SubscriberId> find(TenantId tenant, LookupValue value, Whom whom, int limit) {
        // while versions stand side by side a subscriber can have a row in both, or in one of them alone
        return indexes.of(tenant, value.input()).stream()
                .flatMap(index -> jdbc
                        .query(
                                FIND,
                                (row, number) -> row.getObject(1, UUID.class),
                                whom == Whom.ERASED,
                                tenant.value(),
                                value.field().code(),
                                index.version(),
                                index.bytes(),
                                limit)
                        .stream())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .limit(limit)
                .map(SubscriberId::new)
                .toList();
    }

    /** Below which id of its source every value has an index of {@code version}; empty before the first was given one. */
    public Optional<UUID> doneTo(TenantId tenant, LookupField field, int version) {
        return jdbc
                .query(DONE_TO, (row, number) -> row.getObject(1, UUID.class), tenant.value(), field.code(), version)
                .stream()
                .findFirst();
    }

    /** Notes how far that is now; never goes back. */
    public void advance(TenantId tenant, LookupField field, int version, UUID doneTo) {
        jdbc.update(ADVANCE, tenant.value(), field.code(), version, doneTo);
    }
}
