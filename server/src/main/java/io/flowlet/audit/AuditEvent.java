package io.flowlet.audit;

import io.flowlet.actor.Caller;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as a value: who did what to which object with which outcome. Holds no personal data.
 *
 * @param caller who, and in which request
 * @param action {@code noun.verb}, for example {@code payment.create}
 * @param object the public id of the object ({@code pay_…}), or a route template for refusals, or a count for lists
 * @param outcome {@code done}, {@code read}, {@code refused} or {@code failed}
 * @param reason the problem code of a refusal, otherwise null
 * @param idempotencyKey as sent, or null
 * @param details further members without personal data: changed fields, amounts, versions; values are strings, longs, booleans
 */
public record AuditEvent(
        Caller caller,
        String action,
        String object,
        Outcome outcome,
        @Nullable String reason,
        @Nullable String idempotencyKey,
        Map<String, Object> details) {

    /** How it ended. */
    public enum Outcome {
        DONE,
        READ,
        REFUSED,
        FAILED;

        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public AuditEvent {
        details = Map.copyOf(details);
    }

    public static AuditEvent done(Caller caller, String action, String object) {
        return new AuditEvent(caller, action, object, Outcome.DONE, null, null, Map.of());
    }

    public static AuditEvent read(Caller caller, String action, String object) {
        return new AuditEvent(caller, action, object, Outcome.READ, null, null, Map.of());
    }

    public static AuditEvent refused(Caller caller, String action, String object, String reason) {
        return new AuditEvent(caller, action, object, Outcome.REFUSED, reason, null, Map.of());
    }

    public AuditEvent with(String member, Object value) {
        Map<String, Object> more = new TreeMap<>(details);
        more.put(member, value);
        return new AuditEvent(caller, action, object, outcome, reason, idempotencyKey, more);
    }

    public AuditEvent withIdempotencyKey(@Nullable String key) {
        return new AuditEvent(caller, action, object, outcome, reason, key, details);
    }
}
