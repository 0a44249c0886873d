package io.flowlet.subscribers.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.LookupField;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.UnreadableCiphertext;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Subscribers as rows; the only place that turns personal data into ciphertext and back. */
@Component
public final class SubscriberRows implements SealedColumns {
    private static final SealedColumn GIVEN_NAME = column("given_name");
    private static final SealedColumn FAMILY_NAME = column("family_name");
    private static final SealedColumn EMAIL = column("email");
    private static final String INSERT = """
            insert into subscribers.subscriber (tenant_id, id, given_name, family_name, email, registered_at)
            values (?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select id, given_name, family_name, email, registered_at from subscribers.subscriber
            where tenant_id = ? and id = ?
            """;
    private static final String STANDING =
            "select erased_at from subscribers.subscriber where tenant_id = ? and id = ?";
    private static final String LOCK = STANDING + " for update";
    private static final String SHARE = STANDING + " for key share";
    private static final String ERASED =
            "select id from subscribers.subscriber where tenant_id = ? and id = any (?) and erased_at is not null";
    private static final String ERASE =
            "update subscribers.subscriber set erased_at = ? where tenant_id = ? and id = ? and erased_at is null";
    private static final String LIST = """
            select id, given_name, family_name, email, registered_at from subscribers.subscriber
            where tenant_id = ? and erased_at is null and (?::uuid is null or id < ?) order by id desc limit ?
            """;
    private static final String WITHOUT_INDEX = """
            select id, email from subscribers.subscriber s
            where tenant_id = ? and id > ? and id < ? and erased_at is null and not exists (
              select from subscribers.lookup l
              where l.tenant_id = s.tenant_id and l.subscriber = s.id and l.field = ? and l.version = ?)
            order by id limit ? for key share of s
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;
    private final LookupRows lookups;

    SubscriberRows(JdbcTemplate jdbc, Vault vault, LookupRows lookups) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.lookups = lookups;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(GIVEN_NAME, FAMILY_NAME, EMAIL);
    }

    /**
     * A subscriber whom nobody finds yet.
     *
     * @param email empty if its ciphertext does not open
     */
    public record Unindexed(SubscriberId id, Optional<String> email) {
        @Override
        public String toString() {
            return "Unindexed[" + id + "]";
        }
    }

    /** Writes the subscriber with what it is looked up by. */
    public void insert(TenantId tenant, Subscriber subscriber) {
        UUID id = subscriber.id().value();
        jdbc.update(
                INSERT,
                tenant.value(),
                id,
                seal(tenant, id, GIVEN_NAME, subscriber.name().given()),
                seal(tenant, id, FAMILY_NAME, subscriber.name().family()),
                seal(tenant, id, EMAIL, subscriber.email()),
                Timestamp.from(subscriber.registeredAt()));
        lookups.write(tenant, subscriber.id(), LookupField.EMAIL, subscriber.email());
    }

    public Optional<Subscriber> find(TenantId tenant, SubscriberId id) {
        return jdbc.query(FIND, (row, number) -> read(tenant, row), tenant.value(), id.value()).stream()
                .findFirst();
    }

    /**
     * Whether a subscriber is served.
     *
     * @param erasedAt null while it is
     */
    public record Standing(@Nullable Instant erasedAt) {}

    /** Empty if the tenant has no such subscriber. */
    public Optional<Standing> standing(TenantId tenant, SubscriberId id) {
        return jdbc.query(STANDING, SubscriberRows::standing, tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** As {@link #standing}, and nobody erases it until the transaction ends. */
    public Optional<Standing> lock(TenantId tenant, SubscriberId id) {
        return jdbc.query(LOCK, SubscriberRows::standing, tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** As {@link #lock}, beside others who ask the same. */
    public Optional<Standing> share(TenantId tenant, SubscriberId id) {
        return jdbc.query(SHARE, SubscriberRows::standing, tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** Those among {@code ids} whose data was erased. */
    public Set<SubscriberId> erased(TenantId tenant, Collection<SubscriberId> ids) {
        UUID[] asked = ids.stream().map(SubscriberId::value).toArray(UUID[]::new);
        return Set.copyOf(jdbc.query(
                ERASED, (row, number) -> new SubscriberId(row.getObject(1, UUID.class)), tenant.value(), asked));
    }

    /** Notes that the subscriber is served no more; once noted it stays. */
    public void erase(TenantId tenant, SubscriberId id, Instant at) {
        jdbc.update(ERASE, Timestamp.from(at), tenant.value(), id.value());
    }

    private static Standing standing(ResultSet row, int number) throws SQLException {
        Timestamp erased = row.getTimestamp(1);
        return new Standing(erased == null ? null : erased.toInstant());
    }

    public List<Subscriber> list(TenantId tenant, @Nullable UUID before, int limit) {
        return jdbc.query(LIST, (row, number) -> read(tenant, row), tenant.value(), before, before, limit);
    }

    /** Those between two ids, oldest first, that have no index of {@code version} yet; nobody erases them until the transaction ends. */
    public List<Unindexed> withoutIndex(
            TenantId tenant, LookupField field, int version, UUID after, UUID before, int limit) {
        return jdbc.query(
                WITHOUT_INDEX,
                (row, number) -> unindexed(tenant, row),
                tenant.value(),
                after,
                before,
                field.code(),
                version,
                limit);
    }

    private Unindexed unindexed(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        try {
            return new Unindexed(new SubscriberId(id), Optional.of(open(tenant, id, EMAIL, row.getBytes(2))));
        } catch (UnreadableCiphertext e) {
            // counted by the vault; others must not wait for it
            return new Unindexed(new SubscriberId(id), Optional.empty());
        }
    }

    private Subscriber read(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        Subscriber.PersonName name = new Subscriber.PersonName(
                open(tenant, id, GIVEN_NAME, row.getBytes(2)), open(tenant, id, FAMILY_NAME, row.getBytes(3)));
        String email = open(tenant, id, EMAIL, row.getBytes(4));
        return new Subscriber(
                new SubscriberId(id), name, email, row.getTimestamp(5).toInstant());
    }

    private byte[] seal(TenantId tenant, UUID id, SealedColumn column, String clear) {
        return vault.encryptText(column.subject(tenant, id), column.place(id), clear);
    }

    private String open(TenantId tenant, UUID id, SealedColumn column, byte[] sealed) {
        return vault.decryptText(column.subject(tenant, id), column.place(id), sealed);
    }

    private static SealedColumn column(String name) {
        return SealedColumn.in("subscribers.subscriber", name).row("id").of("id", Purpose.SERVICE);
    }
}
