package io.flowlet.subscribers.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.LookupSource;
import io.flowlet.subscribers.LookupValue;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.UnreadableCiphertext;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Subscribers as rows, and source of the addresses that find them; the only place that turns personal data into ciphertext and back. */
@Component
public final class SubscriberRows implements LookupSource, SealedColumns {
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
            select id from subscribers.subscriber s
            where tenant_id = ? and id > ? and id < ? and erased_at is null and not exists (
              select from subscribers.lookup l
              where l.tenant_id = s.tenant_id and l.subscriber = s.id and l.field = 'email' and l.version = ?)
            order by id limit ?
            """;
    private static final String EMAILS = """
            select id, email from subscribers.subscriber where tenant_id = ? and id = any (?) and erased_at is null
            """;
    private static final String LOCK_ALL =
            "select id from subscribers.subscriber where tenant_id = ? and id = any (?) order by id for update";

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
        // one that nobody could look up gets no index
        LookupValue.email(subscriber.email()).ifPresent(value -> lookups.write(tenant, subscriber.id(), value));
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
        return Set.copyOf(jdbc.query(
                ERASED, (row, number) -> new SubscriberId(row.getObject(1, UUID.class)), tenant.value(), uuids(ids)));
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

    /** As {@link #lock}, of several. */
    public void lockAll(TenantId tenant, Collection<SubscriberId> ids) {
        jdbc.query(LOCK_ALL, row -> {}, tenant.value(), uuids(ids));
    }

    @Override
    public Purpose purpose() {
        return Purpose.SERVICE;
    }

    /** The id of what holds an address is its subscriber's. */
    @Override
    public List<Held> held(TenantId tenant, int version, Span span) {
        return jdbc.query(
                WITHOUT_INDEX,
                (row, number) -> {
                    UUID id = row.getObject(1, UUID.class);
                    return new Held(id, new SubscriberId(id));
                },
                tenant.value(),
                span.after(),
                span.before(),
                version,
                span.limit());
    }

    @Override
    public Map<SubscriberId, List<LookupValue>> values(TenantId tenant, Collection<SubscriberId> ids) {
        Map<SubscriberId, List<LookupValue>> values = new HashMap<>();
        jdbc.query(
                EMAILS,
                row -> {
                    UUID id = row.getObject(1, UUID.class);
                    email(tenant, id, row.getBytes(2))
                            .ifPresent(value -> values.put(new SubscriberId(id), List.of(value)));
                },
                tenant.value(),
                uuids(ids));
        return values;
    }

    private Optional<LookupValue> email(TenantId tenant, UUID id, byte[] sealed) {
        try {
            return LookupValue.email(open(tenant, id, EMAIL, sealed));
        } catch (UnreadableCiphertext | DamagedKey e) {
            // counted by the vault; others must not wait for it
            return Optional.empty();
        }
    }

    private static UUID[] uuids(Collection<SubscriberId> ids) {
        return ids.stream().map(SubscriberId::value).toArray(UUID[]::new);
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
