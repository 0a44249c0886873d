package io.flowlet.subscribers;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
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

    /** Who is served and has {@code value}; joins the open transaction of the caller's tenant. */
    public FoundSubscribers find(Caller caller, LookupValue value) {
        return find(caller, value, LookupRows.Whom.SERVED, "subscriber.lookup");
    }

    /**
     * As {@link #find}, of those whose data was erased and of whom a law keeps this: for whoever may read kept records and says why. An
     * authority names a person, not an id (Directive (EU) 2015/849 Art. 42).
     */
    public FoundSubscribers findKept(Caller caller, LookupValue value) {
        return find(caller, value, LookupRows.Whom.ERASED, "kept_record.lookup");
    }

    /**
     * Makes the subscriber found by {@code values}, and by nothing else that is held for {@code purpose}; in the open transaction, which has
     * made sure that nobody erases it meanwhile.
     */
    public void replace(TenantId tenant, SubscriberId subscriber, Purpose purpose, List<LookupValue> values) {
        rows.forget(tenant, subscriber, LookupField.of(purpose));
        values.forEach(value -> rows.write(tenant, subscriber, value));
    }

    private FoundSubscribers find(Caller caller, LookupValue value, LookupRows.Whom whom, String action) {
        return transactions.in(caller.tenant(), () -> {
            List<SubscriberId> found = rows.find(caller.tenant(), value, whom, MOST + 1);
            boolean more = found.size() > MOST;
            List<SubscriberId> told = more ? found.subList(0, MOST) : found;
            audit.record(AuditEvent.read(caller, action, "subscribers")
                    .with("field", value.field().code())
                    .with("hits", (long) told.size()));
            return new FoundSubscribers(told, more);
        });
    }
}
