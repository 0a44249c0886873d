package io.flowlet.sdk;

import io.flowlet.sdk.audit.ProofDocument;
import io.flowlet.sdk.problem.UnreadableAnswer;
import io.flowlet.tlog.Malformed;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/audit}: what happened, and the proof of it. Check proofs with {@link io.flowlet.sdk.audit.ProofVerifier}. */
public final class AuditEvents {
    private final Api api;

    AuditEvents(Api api) {
        this.api = api;
    }

    /**
     * An event and its place in the log.
     *
     * @param index null until a checkpoint covers it
     * @param event null when it is in the database no more
     */
    public record AuditEvent(
            String id, @Nullable Long index, @Nullable Body event) {}

    /**
     * What happened. The text that was hashed is in the proof.
     *
     * @param at when, to the microsecond
     * @param action for example {@code payment.create}
     * @param object an id, a route template or a list's name
     * @param outcome {@code done}, {@code read}, {@code refused} or {@code failed}
     * @param reason the problem code of a refusal
     */
    public record Body(
            String id,
            Instant at,
            Actor actor,
            String action,
            @Nullable String object,
            String outcome,
            @Nullable String reason,
            @Nullable String traceId,
            @Nullable String requestId,
            @Nullable String idempotencyKey,
            @Nullable Map<String, Object> details) {}

    /** Who did it. */
    public record Actor(
            String kind,
            String principal,
            String name,
            @Nullable String method) {}

    /** Events that have a place in the log, newest first. */
    public Pages<AuditEvent> list() {
        return api.pages(Call.get("/v1/audit/events"), AuditEvent.class);
    }

    public AuditEvent find(String id) {
        return api.ask(Call.get("/v1/audit/events/{}", id), AuditEvent.class);
    }

    /**
     * All that is needed to check an event without the server.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code event_not_sequenced}: ask again in a moment
     */
    public ProofDocument proof(String id) {
        return parsed(Call.get("/v1/audit/events/{}/proof", id));
    }

    /** @param knownSize of a checkpoint that the caller holds: the answer shows that the log only grew since */
    public ProofDocument proof(String id, long knownSize) {
        return parsed(Call.get("/v1/audit/events/{}/proof", id).with("known_size", knownSize));
    }

    /** The newest signed checkpoint, in the text form of c2sp.org/tlog-checkpoint. */
    public String checkpoint() {
        return api.text(Call.get("/v1/audit/checkpoint"));
    }

    private ProofDocument parsed(Call call) {
        try {
            return ProofDocument.parse(api.text(call));
        } catch (Malformed e) {
            throw new UnreadableAnswer(call.operation(), 200, e);
        }
    }
}
