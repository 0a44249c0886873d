package io.flowlet.privacy;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.privacy.internal.ErasureRows;
import io.flowlet.privacy.internal.ReadingRows;
import io.flowlet.subscribers.FoundSubscribers;
import io.flowlet.subscribers.LookupValue;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.SubscriberLookups;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a law keeps of a subscriber after its erasure, for staff who names the purpose and says why; each reading is audited, its reason kept
 * as ciphertext. Thread-safe.
 */
@Component
public final class KeptRecords {
    private final Transactions transactions;
    private final List<SubjectRecords> data;
    private final ErasureRows erasures;
    private final ReadingRows readings;
    private final SubscriberLookups lookups;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    KeptRecords(
            Transactions transactions,
            List<SubjectRecords> data,
            ErasureRows erasures,
            ReadingRows readings,
            SubscriberLookups lookups,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.data = List.copyOf(data);
        this.erasures = erasures;
        this.readings = readings;
        this.lookups = lookups;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What a caller must hold to read what is kept for {@code purpose}. Of a purpose for which nothing is told, such as reports to the authority,
     * no role holds it.
     */
    public static Scope scope(Purpose purpose) {
        return new Scope("kept_records:" + purpose.code());
    }

    private static void require(Caller caller, Purpose purpose) {
        if (!caller.actor().may(scope(purpose))) {
            throw Refusal.of(ProblemCode.SCOPE_MISSING);
        }
    }

    /**
     * Which erased subscribers have {@code value} in what a law keeps of them; each one told is a reading.
     *
     * @param reason as of {@link #read}
     * @throws Refusal {@code scope_missing} without that of the purpose for which the value is held
     */
    public FoundSubscribers find(Caller caller, LookupValue value, String reason) {
        require(caller, value.field().purpose());
        return transactions.in(caller.tenant(), () -> {
            FoundSubscribers found = lookups.findKept(caller, value);
            found.subscribers()
                    .forEach(
                            subscriber -> note(caller, subscriber, value.field().purpose(), reason));
            return found;
        });
    }

    /**
     * What is kept for {@code purpose}, by section; empty if the subscriber was not erased, or nothing is kept for that purpose any more.
     *
     * @param reason why, 1 to 500 characters; may name persons
     * @throws Refusal {@code scope_missing} without that of {@code purpose}
     */
    public Optional<Map<String, @Nullable Object>> read(
            Caller caller, SubscriberId subscriber, Purpose purpose, String reason) {
        require(caller, purpose);
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            boolean kept = erasures.find(tenant, subscriber).stream()
                    .flatMap(erasure -> erasure.retained().stream())
                    .anyMatch(each -> each.purpose() == purpose && each.isTold() && each.destroyedAt() == null);
            if (!kept) {
                return Optional.empty();
            }
            Map<String, @Nullable Object> records = new LinkedHashMap<>();
            for (SubjectRecords part : data) {
                Map<String, @Nullable Object> of = part.kept(tenant, subscriber, purpose);
                if (!of.isEmpty()) {
                    records.put(part.section(), of);
                }
            }
            UUID reading = note(caller, subscriber, purpose, reason);
            audit.record(AuditEvent.read(caller, "kept_record.read", subscriber.toString())
                    .with("purpose", purpose.code())
                    .with("reading", PublicId.format("rdg", reading)));
            return Optional.of(records);
        });
    }

    private UUID note(Caller caller, SubscriberId subscriber, Purpose purpose, String reason) {
        UUID reading = ids.next();
        readings.insert(caller, reading, new ReadingRows.Reading(subscriber, purpose, reason, clock.instant()));
        return reading;
    }
}
