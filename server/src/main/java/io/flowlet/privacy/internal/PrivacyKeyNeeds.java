package io.flowlet.privacy.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.programs.KeyNeed;
import io.flowlet.programs.KeyNeeds;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Legal holds, and what a law keeps of those who left. For which purpose is not told: it may be a report. */
@Component
final class PrivacyKeyNeeds implements KeyNeeds {
    private static final String ANY_HOLD =
            "select exists (select from privacy.legal_hold where tenant_id = ? and lifted_at is null)";
    private static final String ANY_KEPT = """
            select exists (select from privacy.retained where tenant_id = ? and holds_data and destroyed_at is null)
            """;

    private final JdbcTemplate jdbc;

    PrivacyKeyNeeds(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<KeyNeed> of(TenantId tenant) {
        List<KeyNeed> needs = new ArrayList<>();
        if (is(ANY_HOLD, tenant)) {
            needs.add(new KeyNeed("legal_hold", "A legal hold stands: POST /v1/privacy/legal_holds/{id}/lifting."));
        }
        if (is(ANY_KEPT, tenant)) {
            needs.add(new KeyNeed(
                    "record_kept", "A law keeps a record until its day: GET /v1/subscribers/{id}/erasure."));
        }
        return needs;
    }

    private boolean is(String question, TenantId tenant) {
        return Boolean.TRUE.equals(jdbc.queryForObject(question, Boolean.class, tenant.value()));
    }
}
