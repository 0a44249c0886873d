package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Client;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Refused credentials in the audit log: in the tenant of the client, or in the platform's when no such client exists.
 *
 * <p>Bounded, because whoever guesses secrets could otherwise fill the log: at most {@value #EACH_MINUTE} events a minute, instance and
 * client, all unknown clients counting as one; the next event written says how many were left out. Nothing that the caller sent is
 * recorded: a mistyped field may hold a secret. Thread-safe.
 */
@Component
public final class RefusalAudit {
    static final int EACH_MINUTE = 60;

    private static final UUID UNKNOWN = new UUID(0, 0);
    private static final long MINUTE_MILLIS = 60_000;
    private static final int MANY_WINDOWS = 10_000;

    private final AuditLog audit;
    private final Clock clock;
    private final ConcurrentHashMap<UUID, Window> windows = new ConcurrentHashMap<>();

    RefusalAudit(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** @param leftOut since the last event that was written */
    private record Window(long minute, int written, long leftOut) {
        Window next(long now) {
            if (minute != now) {
                return new Window(now, 1, 0);
            }
            return written < EACH_MINUTE ? new Window(now, written + 1, 0) : new Window(now, EACH_MINUTE, leftOut + 1);
        }
    }

    /**
     * Records in a transaction of its own that {@code client} was refused {@code action}.
     *
     * @param client null when nobody of that name exists
     */
    public void record(@Nullable Client client, String action, String reason, Trace trace) {
        record(client, Map.of(), new Refused(action, reason, trace));
    }

    /**
     * Records that somebody could not sign in at {@code client}.
     *
     * @param account {@code sub_…} or {@code usr_…}; empty when the address is nobody's
     */
    public void recordSignIn(Client client, Optional<String> account, String reason, Trace trace) {
        Map<String, String> details =
                account.map(name -> Map.of("account", name)).orElse(Map.of());
        record(client, details, new Refused("session.create", reason, trace));
    }

    private record Refused(String action, String reason, Trace trace) {}

    private void record(@Nullable Client client, Map<String, String> details, Refused refused) {
        UUID key = client == null ? UNKNOWN : client.id();
        long minute = clock.millis() / MINUTE_MILLIS;
        if (windows.size() > MANY_WINDOWS) {
            windows.values().removeIf(window -> window.minute() != minute);
        }
        long[] leftOutBefore = new long[1];
        Window mine = windows.compute(key, (same, last) -> {
            Window window = last == null ? new Window(minute, 0, 0) : last;
            leftOutBefore[0] = window.leftOut();
            return window.next(minute);
        });
        if (mine.leftOut() > 0) {
            return;
        }
        TenantId tenant = client == null ? TenantId.PLATFORM : client.tenant();
        String object = client == null ? "unknown client" : client.clientId();
        AuditEvent event = AuditEvent.refused(
                new Caller(Actor.system(tenant, "oauth2"), refused.trace()),
                refused.action(),
                object,
                refused.reason());
        for (Map.Entry<String, String> detail : details.entrySet()) {
            event = event.with(detail.getKey(), detail.getValue());
        }
        audit.recordAlone(leftOutBefore[0] == 0 ? event : event.with("left_out_before", leftOutBefore[0]));
    }
}
