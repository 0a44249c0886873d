package io.flowlet.audit.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.flowlet.actor.Caller;
import io.flowlet.audit.Audit;
import io.flowlet.audit.AuditId;
import io.flowlet.audit.EventProof;
import io.flowlet.audit.ProofOutcome;
import io.flowlet.audit.RecordedEvent;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/audit/events}: a tenant's own events. */
@RestController
@RequestMapping("/v1/audit/events")
final class AuditEventsController {
    private static final int SECONDS_TO_CHECKPOINT = 1;

    private final Audit audit;

    AuditEventsController(Audit audit) {
        this.audit = audit;
    }

    /**
     * An event.
     *
     * @param index null until a checkpoint covers it
     * @param event the body, whose canonical form was hashed; null when it is in the database no more
     */
    record View(
            AuditId id,
            @Nullable Long index,
            @JsonRawValue @Nullable String event) {
        static View of(RecordedEvent recorded) {
            return new View(recorded.id(), recorded.index(), recorded.body());
        }
    }

    @GetMapping
    @RequiresScope(value = "audit:read", staff = "audit:read")
    Page<View> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return audit.list(caller, Paging.of(cursor, limit)).map(View::of);
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "audit:read", staff = "audit:read")
    View find(Caller caller, @PathVariable AuditId id) {
        return audit.find(caller, id).map(View::of).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @GetMapping("/{id}/proof")
    @RequiresScope(value = "audit:read", staff = "audit:read")
    EventProof prove(
            Caller caller,
            @PathVariable AuditId id,
            @RequestParam(name = "known_size", required = false) @Nullable Long knownSize) {
        OptionalLong size = knownSize == null ? OptionalLong.empty() : OptionalLong.of(knownSize);
        return switch (audit.proof(caller, id, size)) {
            case ProofOutcome.Proven(EventProof proof) -> proof;
            case ProofOutcome.NoSuchEvent() -> throw Refusal.of(ProblemCode.NOT_FOUND);
            case ProofOutcome.NotSequenced() ->
                throw Refusal.retryAfter(ProblemCode.EVENT_NOT_SEQUENCED, SECONDS_TO_CHECKPOINT);
            case ProofOutcome.NoSuchCheckpoint(long newest) -> throw noSuchCheckpoint(newest);
        };
    }

    private static Refusal noSuchCheckpoint(long newest) {
        String detail = "The log has checkpoints of 1 to " + newest + " entries.";
        return Refusal.of(ProblemCode.PARAMETER_INVALID, List.of(new FieldFault("known_size", "out_of_range", detail)));
    }
}
