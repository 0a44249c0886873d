package io.flowlet.onboarding.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.onboarding.DeclaredIdentity;
import io.flowlet.subscribers.LookupSource;
import io.flowlet.subscribers.LookupValue;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.SubscriberLookups;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.UnreadableCiphertext;
import io.flowlet.vault.Vault;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Declared identities as rows, the newest of a subscriber being the one that counts; the only place that seals and opens them. */
@Component
public final class IdentityRows implements LookupSource, SealedColumns {
    private static final SealedColumn CONTENT =
            SealedColumn.in("onboarding.declared_identity", "content").row("id").of("subscriber", Purpose.KYC_RECORD);
    private static final String INSERT = """
            insert into onboarding.declared_identity (tenant_id, id, subscriber, content, declared_at) values (?, ?, ?, ?, ?)
            """;
    private static final String NEWEST = """
            select id, content from onboarding.declared_identity where tenant_id = ? and subscriber = ? order by id desc limit 1
            """;

    private static final String IS_DECLARED =
            "select exists (select from onboarding.declared_identity where tenant_id = ? and subscriber = ?)";
    private static final String ALL = """
            select id, content, declared_at from onboarding.declared_identity where tenant_id = ? and subscriber = ? order by id
            """;

    private static final String HELD = """
            select id, subscriber from onboarding.declared_identity d
            where tenant_id = ? and id > ? and id < ? and not exists (
              select from onboarding.declared_identity later
              where later.tenant_id = d.tenant_id and later.subscriber = d.subscriber and later.id > d.id)
            order by id limit ?
            """;
    private static final String NEWEST_OF = """
            select distinct on (subscriber) subscriber, id, content from onboarding.declared_identity
            where tenant_id = ? and subscriber = any (?) order by subscriber, id desc
            """;

    private final JdbcTemplate jdbc;
    private final SubscriberLookups lookups;
    private final Vault vault;
    private final JsonMapper json;

    IdentityRows(JdbcTemplate jdbc, SubscriberLookups lookups, Vault vault, JsonMapper json) {
        this.jdbc = jdbc;
        this.lookups = lookups;
        this.vault = vault;
        this.json = json;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(CONTENT);
    }

    /** Writes the identity, by which the subscriber is found from now on. */
    public void insert(TenantId tenant, UUID id, SubscriberId subscriber, DeclaredIdentity identity, Instant now) {
        String content = json.writeValueAsString(identity);
        jdbc.update(
                INSERT,
                tenant.value(),
                id,
                subscriber.value(),
                vault.encryptText(subject(tenant, subscriber), place(id), content),
                Timestamp.from(now));
        lookups.replace(tenant, subscriber, Purpose.KYC_RECORD, identity.lookupValues());
    }

    public Optional<DeclaredIdentity> newest(TenantId tenant, SubscriberId subscriber) {
        return jdbc
                .query(
                        NEWEST,
                        (row, number) -> vault.decryptText(
                                subject(tenant, subscriber), place(row.getObject(1, UUID.class)), row.getBytes(2)),
                        tenant.value(),
                        subscriber.value())
                .stream()
                .findFirst()
                .map(content -> json.readValue(content, DeclaredIdentity.class));
    }

    /** An identity and when it was declared. */
    public record Declared(DeclaredIdentity identity, Instant at) {}

    /** Every one that the subscriber declared, oldest first. */
    public List<Declared> all(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(
                ALL,
                (row, number) -> new Declared(
                        json.readValue(
                                vault.decryptText(
                                        subject(tenant, subscriber),
                                        place(row.getObject(1, UUID.class)),
                                        row.getBytes(2)),
                                DeclaredIdentity.class),
                        row.getTimestamp(3).toInstant()),
                tenant.value(),
                subscriber.value());
    }

    /** Whether the subscriber declared one; opens none. */
    public boolean isDeclared(TenantId tenant, SubscriberId subscriber) {
        return Boolean.TRUE.equals(jdbc.queryForObject(IS_DECLARED, Boolean.class, tenant.value(), subscriber.value()));
    }

    @Override
    public Purpose purpose() {
        return Purpose.KYC_RECORD;
    }

    @Override
    public List<Held> held(TenantId tenant, int version, Span span) {
        return jdbc.query(
                HELD,
                (row, number) -> new Held(row.getObject(1, UUID.class), new SubscriberId(row.getObject(2, UUID.class))),
                tenant.value(),
                span.after(),
                span.before(),
                span.limit());
    }

    @Override
    public Map<SubscriberId, List<LookupValue>> values(TenantId tenant, Collection<SubscriberId> subscribers) {
        Map<SubscriberId, List<LookupValue>> values = new HashMap<>();
        jdbc.query(
                NEWEST_OF,
                row -> {
                    SubscriberId subscriber = new SubscriberId(row.getObject(1, UUID.class));
                    UUID id = row.getObject(2, UUID.class);
                    values.put(subscriber, valuesOf(tenant, subscriber, id, row.getBytes(3)));
                },
                tenant.value(),
                subscribers.stream().map(SubscriberId::value).toArray(UUID[]::new));
        return values;
    }

    private List<LookupValue> valuesOf(TenantId tenant, SubscriberId subscriber, UUID id, byte[] content) {
        try {
            return json.readValue(
                            vault.decryptText(subject(tenant, subscriber), place(id), content), DeclaredIdentity.class)
                    .lookupValues();
        } catch (UnreadableCiphertext | DamagedKey e) {
            // counted by the vault; others must not wait for it
            return List.of();
        }
    }

    private static Subject subject(TenantId tenant, SubscriberId subscriber) {
        return CONTENT.subject(tenant, subscriber.value());
    }

    private static Place place(UUID id) {
        return CONTENT.place(id);
    }
}
