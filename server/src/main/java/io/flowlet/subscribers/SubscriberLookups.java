package io.flowlet.subscribers;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.subscribers.internal.LookupRows;
import io.flowlet.tenants.Transactions;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Finds subscribers of the caller's tenant by the whole value of an encrypted field, through its blind index: nothing is decrypted.
 *
 * <p>Each look-up is audited with the field and the number of hits, never with the value. Thread-safe.
 */
@Component
public final class SubscriberLookups {
    /** How many subscribers one look-up names at most. */
    public static final int MOST = 100;

    private final Transactions transactions;
    private final LookupRows rows;
    private final AuditLog audit;

    SubscriberLookups(Transactions transactions, LookupRows rows, AuditLog audit) {
        this.transactions = transactions;
        this.rows = rows;
        this.audit = audit;
    }

    /** Who has {@code value} in {@code field}; joins the open transaction of the caller's tenant. */
    public LookupOutcome find(Caller caller, LookupField field, String value) {
        return field.input(value)
                .<LookupOutcome>map(input -> transactions.in(caller.tenant(), () -> {
                    TenantId tenant = caller.tenant();
                    List<SubscriberId> found = rows.find(tenant, field, input, MOST + 1);
                    boolean more = found.size() > MOST;
                    List<SubscriberId> told = more ? found.subList(0, MOST) : found;
                    audit.record(AuditEvent.read(caller, "subscriber.lookup", "subscribers")
                            .with("field", field.code())
                            .with("hits", (long) told.size()));
                    return new LookupOutcome.Found(told, more);
                }))
                .orElseGet(LookupOutcome.Malformed::new);
    }
}
