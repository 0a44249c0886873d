package io.flowlet.policies;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.FieldFault;
import io.flowlet.policies.internal.PolicyRows;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Judges proposals and writes versions; needs a transaction of the caller's tenant. Thread-safe. */
@Component
final class Publishing {
    /** How far behind ours an author's clock may be. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** A slip in the year is seen. */
    private static final Duration FURTHEST = Duration.ofDays(366);

    private final Map<String, PolicyKind> kinds;
    private final PolicyRows rows;
    private final AuditLog audit;
    private final Clock clock;

    Publishing(List<PolicyKind> kinds, PolicyRows rows, AuditLog audit, Clock clock) {
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(PolicyKind::name, Function.identity()));
        this.rows = rows;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a new version would be: its author, and the request by which somebody else agreed, if one was needed. */
    record Author(Caller caller, @Nullable Approval approval) {
        private TenantId tenant() {
            return caller.tenant();
        }

        private String name() {
            return approval == null ? caller.actor().name() : approval.makerName();
        }

        private @Nullable ApprovalId request() {
            return approval == null ? null : approval.id();
        }
    }

    boolean knows(String name) {
        return kinds.containsKey(name);
    }

    /** Whether a proposal could be a version. */
    sealed interface Judgement {
        /** It could: its members, and from when on. */
        record Stands(Map<String, @Nullable Object> members, Instant from) implements Judgement {}

        /** It could not. */
        record Falls(PublishOutcome why) implements Judgement {}
    }

    /** Judges {@code proposal} and, if it stands, makes it the newest version. */
    PublishOutcome publish(Author author, ProposePolicy proposal) {
        Instant now = now();
        return switch (judge(author.tenant(), proposal, now)) {
            case Judgement.Falls(PublishOutcome why) -> why;
            case Judgement.Stands stands -> {
                PolicyVersion version =
                        version(author, proposal.name(), proposal.basedOn() + 1, stands.members(), stands.from(), now);
                yield insert(author, version) ? new PublishOutcome.Published(version) : new PublishOutcome.Changed();
            }
        };
    }

    /** What would become of {@code proposal}, without doing it. */
    Judgement judge(TenantId tenant, ProposePolicy proposal) {
        return judge(tenant, proposal, now());
    }

    /** Writes the first version of every policy. */
    void install(Caller caller) {
        Instant now = now();
        Author author = new Author(caller, null);
        kinds.values().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(kind -> install(author, kind, now));
    }

    private void install(Author author, PolicyKind kind, Instant now) {
        Map<String, @Nullable Object> body = parse(kind.initial());
        List<FieldFault> faults = kind.check(body, null);
        if (!faults.isEmpty()) {
            throw new IllegalStateException("the first version of %s is refused: %s".formatted(kind.name(), faults));
        }
        if (!insert(author, version(author, kind.name(), 1, body, now, now))) {
            throw new IllegalStateException("the tenant has a policy %s already".formatted(kind.name()));
        }
    }

    private Judgement judge(TenantId tenant, ProposePolicy proposal, Instant now) {
        PolicyKind kind = kinds.get(proposal.name());
        if (kind == null) {
            return new Judgement.Falls(new PublishOutcome.UnknownPolicy());
        }
        Optional<PolicyVersion> newest = rows.newest(tenant, kind.name());
        if (newest.map(PolicyVersion::version).orElse(0) != proposal.basedOn()) {
            return new Judgement.Falls(new PublishOutcome.Changed());
        }
        Instant effectiveAt =
                proposal.effectiveAt() == null ? now : proposal.effectiveAt().truncatedTo(ChronoUnit.MICROS);
        if (effectiveAt.isBefore(now.minus(TOLERANCE))) {
            return refused("/effective_at", "in_the_past", "A version is not in force before it was published.");
        }
        if (effectiveAt.isAfter(now.plus(FURTHEST))) {
            return refused("/effective_at", "too_far", "A version is in force within a year.");
        }
        // within the tolerance it means now: what was decided a moment ago stays decided by the version before
        Instant from = effectiveAt.isBefore(now) ? now : effectiveAt;
        // of the versions whose time has come the newest is in force: those that were scheduled for later than this
        // would never be
        if (!proposal.replacesScheduled()
                && newest.isPresent()
                && from.isBefore(newest.get().effectiveAt())) {
            return refused(
                    "/effective_at",
                    "before_scheduled",
                    "A version is scheduled for later than this: with replaces_scheduled it never comes into force.");
        }
        return members(tenant, proposal, kind, newest)
                .map(members -> checked(kind, members, newest, from))
                .orElseGet(() -> refused("/rollback_to", "unknown_version", "There is no such version to go back to."));
    }

    private Optional<Map<String, @Nullable Object>> members(
            TenantId tenant, ProposePolicy proposal, PolicyKind kind, Optional<PolicyVersion> newest) {
        return switch (proposal.content()) {
            case ProposePolicy.Content.Body(var members) -> Optional.of(members);
            case ProposePolicy.Content.Of(int version) ->
                rows.find(tenant, proposal.name(), version)
                        .map(PolicyVersion::members)
                        .map(earlier -> newest.map(followed -> kind.again(earlier, followed.members()))
                                .orElse(earlier));
        };
    }

    private static Judgement checked(
            PolicyKind kind, Map<String, @Nullable Object> members, Optional<PolicyVersion> newest, Instant from) {
        List<FieldFault> faults =
                kind.check(members, newest.map(PolicyVersion::members).orElse(null));
        return faults.isEmpty()
                ? new Judgement.Stands(members, from)
                : new Judgement.Falls(new PublishOutcome.Refused(faults));
    }

    private static PolicyVersion version(
            Author author, String name, int number, Map<String, @Nullable Object> members, Instant from, Instant now) {
        String body = CanonicalJson.write(members);
        return new PolicyVersion(name, number, sha256(body), body, from, now, author.name(), author.request());
    }

    private boolean insert(Author author, PolicyVersion version) {
        boolean first = rows.insert(author.tenant(), version);
        if (first) {
            AuditEvent event = AuditEvent.done(author.caller(), "policy.publish", version.name())
                    .with("version", (long) version.version())
                    .with("hash", version.hash())
                    .with("effective_at", version.effectiveAt().toString());
            ApprovalId request = version.approval();
            audit.record(
                    request == null
                            ? event
                            : event.with("approval", request.toString()).with("maker", version.createdBy()));
        }
        return first;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Judgement refused(String pointer, String code, String detail) {
        return new Judgement.Falls(new PublishOutcome.Refused(List.of(new FieldFault(pointer, code, detail))));
    }

    private static Map<String, @Nullable Object> parse(String json) {
        try {
            return CanonicalJson.parseObject(json);
        } catch (Malformed e) {
            throw new IllegalStateException("the first version of a policy is no JSON", e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
