package io.flowlet.privacy.http;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.privacy.KeptRecords;
import io.flowlet.subscribers.FoundSubscribers;
import io.flowlet.subscribers.LookupRequest;
import io.flowlet.subscribers.SubscriberId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/subscribers/{id}/kept_records} and {@code /v1/subscribers/kept_records/lookups}: each a POST, for the reason has to be said and does not belong in an address. */
@RestController
final class KeptRecordsController {
    private final KeptRecords records;

    KeptRecordsController(KeptRecords records) {
        this.records = records;
    }

    record Reading(
            @NotNull Purpose purpose,
            @NotBlank @Size(max = 500) String reason) {
        @Override
        public String toString() {
            return "Reading[" + purpose + "]";
        }
    }

    record KeptRecordsView(SubscriberId subscriberId, Purpose purpose, Map<String, @Nullable Object> sections) {
        @Override
        public String toString() {
            return "KeptRecordsView[" + subscriberId + "]";
        }
    }

    record KeptLookup(
            @NotNull @Valid LookupRequest lookup,
            @NotBlank @Size(max = 500) String reason) {
        @Override
        public String toString() {
            return "KeptLookup[" + lookup + "]";
        }
    }

    record KeptLookupView(List<SubscriberId> subscriberIds, boolean more) {}

    @PostMapping("/v1/subscribers/kept_records/lookups")
    @RequiresScope(staff = "privacy:read")
    KeptLookupView find(Caller caller, @Valid @RequestBody KeptLookup body) {
        FoundSubscribers found = records.find(caller, body.lookup().read("/lookup"), body.reason());
        return new KeptLookupView(found.subscribers(), found.more());
    }

    @PostMapping("/v1/subscribers/{id}/kept_records")
    @RequiresScope(staff = "privacy:read")
    KeptRecordsView read(Caller caller, @PathVariable SubscriberId id, @Valid @RequestBody Reading body) {
        return records.read(caller, id, body.purpose(), body.reason())
                .map(sections -> new KeptRecordsView(id, body.purpose(), sections))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }
}
