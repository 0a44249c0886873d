package io.flowlet.screening.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.screening.HitStatus;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.ScreeningHit;
import io.flowlet.subscribers.ErasureObstacle;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What screening keeps of a subscriber: told to nobody but staff, kept as a sanctions record. */
@Component
final class ScreenedRecords implements SubjectRecords {
    private static final String NOT_TOLD =
            "Directive (EU) 2015/849 Art. 39 and GDPR Art. 23: a person is not told what screening found";

    private final ScreenedRows screened;
    private final HitRows hits;

    ScreenedRecords(ScreenedRows screened, HitRows hits) {
        this.screened = screened;
        this.hits = hits;
    }

    @Override
    public String section() {
        return "screening";
    }

    @Override
    public Set<String> toldColumns() {
        return Set.of();
    }

    @Override
    public Map<String, String> withheldColumns() {
        return Map.of(
                "screening.screened.person", NOT_TOLD,
                "screening.hit.person", NOT_TOLD,
                "screening.hit.entry", NOT_TOLD,
                "screening.decision.reason", NOT_TOLD);
    }

    @Override
    public Map<String, @Nullable Object> told(TenantId tenant, SubscriberId subscriber) {
        return Map.of();
    }

    @Override
    public Set<Purpose> keptFor(TenantId tenant, SubscriberId subscriber) {
        return screened.isScreened(tenant, subscriber) ? Set.of(Purpose.SANCTIONS_RECORD) : Set.of();
    }

    @Override
    public Map<String, @Nullable Object> kept(TenantId tenant, SubscriberId subscriber, Purpose purpose) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        if (purpose == Purpose.SANCTIONS_RECORD) {
            screened.screened(tenant, subscriber).ifPresent(person -> kept.put("screened_as", person(person)));
            kept.put(
                    "hits",
                    hits.ofSubscriber(tenant, subscriber).stream()
                            .map(ScreenedRecords::hit)
                            .toList());
        }
        return kept;
    }

    @Override
    public List<ErasureObstacle> obstacles(TenantId tenant, SubscriberId subscriber) {
        return hits.standings(tenant, subscriber).contains(HitStatus.OPEN)
                ? List.of(new ErasureObstacle(
                        "screening_hit_open",
                        "A screening hit waits for a decision: POST /v1/screening_hits/{id}/decisions.",
                        false))
                : List.of();
    }

    @Override
    public void erase(Caller caller, SubscriberId subscriber, Instant at) {
        screened.end(caller.tenant(), subscriber, at);
    }

    private static Map<String, @Nullable Object> person(ScreenedPerson person) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("given_name", person.givenName());
        told.put("family_name", person.familyName());
        told.put(
                "birth_on",
                person.birthDate() == null ? null : person.birthDate().toString());
        told.put("countries", person.countries().stream().sorted().toList());
        return told;
    }

    private static Map<String, @Nullable Object> hit(ScreeningHit hit) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("id", hit.id().toString());
        told.put("list", hit.finding().entry().list().code());
        told.put("entry_id", hit.finding().entry().id());
        told.put("matched_name", hit.finding().matchedName());
        told.put("score", hit.finding().score());
        told.put("status", hit.status().code());
        told.put("found_at", hit.foundAt());
        told.put("subject", person(hit.subject()));
        var decision = hit.decision();
        told.put("reason", decision == null ? null : decision.reason());
        told.put("decided_by", decision == null ? null : decision.decidedBy());
        return told;
    }
}
