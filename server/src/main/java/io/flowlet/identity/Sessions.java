package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.ids.PublicId;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * A person's own sessions: listed and ended, each act audited. One that ended takes its access and refresh tokens along, on every instance within
 * a second. Thread-safe.
 */
@Component
public final class Sessions {
    private final Transactions transactions;
    private final SessionRows rows;
    private final AuditLog audit;
    private final Clock clock;

    Sessions(Transactions transactions, SessionRows rows, AuditLog audit, Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.audit = audit;
        this.clock = clock;
    }

    /** Those of the caller that can still give something, newest first; the read is audited as one event with the count. */
    public Page<Session> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<Session> found = rows.list(
                    caller.tenant(), caller.actor().principal(), clock.instant(), paging.before(), paging.rows());
            Page<Session> page = Page.of(found, paging.limit(), last -> Paging.cursor(last.id()));
            audit.record(AuditEvent.read(caller, "session.list", "sessions")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    /** Whether nobody ended a session; the server's own question, so it is not audited. */
    public boolean stands(TenantId tenant, UUID session) {
        return transactions.in(tenant, () -> rows.stands(tenant, session));
    }

    /** Ends one of the caller's; false if the caller has none of this name that stands. */
    public boolean end(Caller caller, String publicId) {
        Optional<UUID> id = PublicId.parse(Session.PREFIX, publicId);
        return id.isPresent()
                && transactions.in(caller.tenant(), () -> {
                    boolean ended = rows.revoke(
                            caller.tenant(),
                            caller.actor().principal(),
                            id.get(),
                            clock.instant().truncatedTo(ChronoUnit.MICROS));
                    if (ended) {
                        audit.record(AuditEvent.done(caller, "session.end", publicId));
                    }
                    return ended;
                });
    }
}
