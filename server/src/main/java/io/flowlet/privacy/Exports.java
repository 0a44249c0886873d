package io.flowlet.privacy;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.Uuid7;
import io.flowlet.privacy.internal.ExportRows;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies of all that is held of a subscriber and may be told (GDPR Art. 15 and 20): made in one transaction, kept as ciphertext under the
 * subscriber's own key until they expire. Each act is audited. Thread-safe.
 */
@Component
public final class Exports {
    /** How long a copy is kept. */
    public static final Duration LIFE = Duration.ofDays(7);

    private static final String SCHEMA = "flowlet/subscriber-export/1";

    private final Transactions transactions;
    private final Subscribers subscribers;
    private final List<SubjectRecords> data;
    private final Purposes purposes;
    private final ExportRows rows;
    private final AuditLog audit;
    private final JsonMapper json;
    private final Uuid7 ids;
    private final Clock clock;

    Exports(
            Transactions transactions,
            Subscribers subscribers,
            List<SubjectRecords> data,
            Purposes purposes,
            ExportRows rows,
            AuditLog audit,
            JsonMapper json,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.subscribers = subscribers;
        this.data = data.stream()
                .sorted(Comparator.comparing(SubjectRecords::section))
                .toList();
        this.purposes = purposes;
        this.rows = rows;
        this.audit = audit;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Makes a copy; empty if the caller reaches no such subscriber.
     *
     * @throws io.flowlet.http.Refusal {@code subscriber_erased}
     */
    public Optional<Export> make(Caller caller, SubscriberId subscriber) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            if (!subscriber.isReachedBy(caller) || !subscribers.existsToWrite(tenant, subscriber)) {
                return Optional.empty();
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Export export = new Export(new ExportId(ids.next()), subscriber, now, now.plus(LIFE));
            rows.insert(
                    tenant,
                    export,
                    json.writeValueAsBytes(told(tenant, export)),
                    caller.actor().name());
            audit.record(AuditEvent.done(caller, "export.make", export.id().toString())
                    .with("subscriber", subscriber.toString())
                    .with("expires_at", export.expiresAt().toString()));
            return Optional.of(export);
        });
    }

    /**
     * The copy as JSON; empty if the caller reaches no such subscriber, or it has no such export or has it no more. The read is audited.
     *
     * @throws io.flowlet.http.Refusal {@code subscriber_erased}
     */
    public Optional<byte[]> read(Caller caller, SubscriberId subscriber, ExportId id) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            if (!subscriber.isReachedBy(caller) || !subscribers.exists(tenant, subscriber)) {
                return Optional.empty();
            }
            Optional<byte[]> found = rows.content(tenant, subscriber, id, clock.instant());
            found.ifPresent(content -> audit.record(
                    AuditEvent.read(caller, "export.read", id.toString()).with("subscriber", subscriber.toString())));
            return found;
        });
    }

    private Map<String, @Nullable Object> told(TenantId tenant, Export export) {
        Retention retention = purposes.inForce(tenant);
        Map<String, @Nullable Object> sections = new LinkedHashMap<>();
        for (SubjectRecords part : data) {
            Map<String, @Nullable Object> told = part.told(tenant, export.subscriber());
            if (!told.isEmpty()) {
                sections.put(part.section(), told);
            }
        }
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        whole.put("schema", SCHEMA);
        whole.put("subscriber_id", export.subscriber().toString());
        whole.put("made_at", export.madeAt());
        whole.put("jurisdiction", retention.jurisdiction());
        whole.put(
                "purposes",
                retention.rules().stream()
                        .filter(rule -> rule.purpose() != Purpose.REPORT_RECORD)
                        .map(Exports::rule)
                        .toList());
        whole.put("sections", sections);
        return whole;
    }

    private static Map<String, @Nullable Object> rule(PurposeRule rule) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("purpose", rule.purpose().code());
        told.put("legal_basis", rule.basis().code());
        told.put("law", rule.law());
        told.put("months_after_end", rule.monthsAfterEnd());
        return told;
    }
}
