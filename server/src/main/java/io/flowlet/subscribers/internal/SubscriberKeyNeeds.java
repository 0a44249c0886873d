package io.flowlet.subscribers.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.programs.KeyNeed;
import io.flowlet.programs.KeyNeeds;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Whoever is served has data, and the time for which a law keeps it begins when the relationship ends. */
@Component
final class SubscriberKeyNeeds implements KeyNeeds {
    private static final String ANY_SERVED =
            "select exists (select from subscribers.subscriber where tenant_id = ? and erased_at is null)";

    private final JdbcTemplate jdbc;

    SubscriberKeyNeeds(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<KeyNeed> of(TenantId tenant) {
        return Boolean.TRUE.equals(jdbc.queryForObject(ANY_SERVED, Boolean.class, tenant.value()))
                ? List.of(new KeyNeed(
                        "subscriber_served",
                        "A subscriber is served: end the relationship, POST /v1/subscribers/{id}/erasure."))
                : List.of();
    }
}
