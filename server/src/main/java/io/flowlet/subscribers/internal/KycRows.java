package io.flowlet.subscribers.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.Kyc;
import io.flowlet.subscribers.KycStatus;
import io.flowlet.subscribers.KycTier;
import io.flowlet.subscribers.SubscriberId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Where onboarding stands, as rows: one for each subscriber who began. */
@Component
public final class KycRows {
    // one by one: see IdempotencyStore
    private static final String FIND = """
            select found.* from unnest(?::uuid[]) as wanted (subscriber)
            cross join lateral (
              select k.subscriber, k.kyc_status, k.tier from subscribers.kyc k
              where k.tenant_id = ? and k.subscriber = wanted.subscriber and not exists (
                select from subscribers.subscriber s where s.tenant_id = k.tenant_id and s.id = k.subscriber and s.erased_at is not null)
              offset 0
            ) as found
            """;
    private static final String SET = """
            insert into subscribers.kyc (tenant_id, subscriber, kyc_status, tier, changed_at) values (?, ?, ?, ?, ?)
            on conflict (tenant_id, subscriber)
            do update set kyc_status = excluded.kyc_status, tier = excluded.tier, changed_at = excluded.changed_at
            """;

    private final JdbcTemplate jdbc;

    KycRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Of those among {@code subscribers} who began and are served still. */
    public Map<SubscriberId, Kyc> find(TenantId tenant, Collection<SubscriberId> subscribers) {
        UUID[] ids = subscribers.stream().map(SubscriberId::value).toArray(UUID[]::new);
        Map<SubscriberId, Kyc> found = new HashMap<>();
        jdbc.query(
                FIND,
                row -> {
                    KycStatus status = KycStatus.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
                    KycTier tier = KycTier.valueOf(row.getString(3).toUpperCase(Locale.ROOT));
                    found.put(new SubscriberId(row.getObject(1, UUID.class)), new Kyc(status, tier));
                },
                ids,
                tenant.value());
        return found;
    }

    public void set(TenantId tenant, SubscriberId subscriber, Kyc kyc, Instant now) {
        jdbc.update(
                SET,
                tenant.value(),
                subscriber.value(),
                kyc.status().code(),
                kyc.tier().code(),
                Timestamp.from(now));
    }
}
