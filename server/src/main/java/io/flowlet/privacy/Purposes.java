package io.flowlet.privacy;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.policies.Policies;
import io.flowlet.policies.PolicyBody;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Why a tenant holds personal data, and for how long. Thread-safe. */
@Component
public final class Purposes {
    private final Policies policies;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;
    private final Retention first;

    Purposes(
            Policies policies,
            Transactions transactions,
            AuditLog audit,
            Clock clock,
            RetentionKind kind,
            JsonMapper json) {
        this.policies = policies;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
        Map<String, @Nullable Object> body = json.readValue(kind.initial(), new TypeReference<>() {});
        this.first = Retention.read(0, PolicyBody.of(body));
    }

    /** The rules in force; a tenant from before there was such a policy has those that a new one begins with. */
    public Retention inForce(TenantId tenant) {
        return policies.at(tenant, RetentionKind.NAME, clock.instant())
                .map(Retention::of)
                .orElse(first);
    }

    /** As {@link #inForce}, for a caller; whoever is not staff hears nothing of reports to the authority. The read is audited. */
    public Retention read(Caller caller) {
        return transactions.in(caller.tenant(), () -> {
            Retention inForce = inForce(caller.tenant());
            audit.record(AuditEvent.read(caller, "privacy_purpose.list", "privacy_purposes")
                    .with("version", (long) inForce.version()));
            return caller.actor().kind() == ActorKind.STAFF
                    ? inForce
                    : new Retention(
                            inForce.version(),
                            inForce.jurisdiction(),
                            inForce.rules().stream()
                                    .filter(rule -> rule.purpose() != Purpose.REPORT_RECORD)
                                    .toList());
        });
    }
}
