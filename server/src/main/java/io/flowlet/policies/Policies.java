package io.flowlet.policies;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.policies.internal.PolicyRows;
import io.flowlet.tenants.Transactions;
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
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Publishes and finds versions of policies.
 *
 * <p>A version that was published is obeyed on this instance at once and on every other within 5 seconds. Of two authors who based their
 * proposals on the same version one is told that the policy changed. Thread-safe.
 */
@Component
public final class Policies {
    /** How far behind ours an author's clock may be. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** A slip in the year must not close a policy for good: nothing can be published before what is scheduled. */
    private static final Duration FURTHEST = Duration.ofDays(366);

    private final Map<String, PolicyKind> kinds;
    private final PolicyRows rows;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    Policies(List<PolicyKind> kinds, PolicyRows rows, Transactions transactions, AuditLog audit, Clock clock) {
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(PolicyKind::name, Function.identity()));
        this.rows = rows;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The version in force now.
     *
     * @throws IllegalStateException if the tenant was opened without this policy
     */
    public PolicyVersion current(TenantId tenant, String name) {
        Instant now = clock.instant();
        return rows.fromCurrentOn(tenant, name, now).stream()
                .filter(version -> !version.effectiveAt().isAfter(now))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("tenant %d has no policy %s".formatted(tenant.value(), name)));
    }

    /** The version that was, or will by what is known now be, in force at {@code instant}; empty before the first one. */
    public Optional<PolicyVersion> at(TenantId tenant, String name, Instant instant) {
        return transactions.in(tenant, () -> rows.at(tenant, name, instant));
    }

    /** One version. */
    public Optional<PolicyVersion> version(TenantId tenant, String name, int version) {
        return transactions.in(tenant, () -> rows.find(tenant, name, version));
    }

    /** Versions, newest first; empty if there is no such policy. The read is audited. */
    public Optional<Page<PolicyVersion>> versions(Caller caller, String name, Paging paging) {
        if (!kinds.containsKey(name)) {
            return Optional.empty();
        }
        int before = paging.before() == null
                ? Integer.MAX_VALUE
                : (int) paging.before().getLeastSignificantBits();
        return Optional.of(transactions.in(caller.tenant(), () -> {
            List<PolicyVersion> found = rows.list(caller.tenant(), name, before, paging.rows());
            Page<PolicyVersion> page =
                    Page.of(found, paging.limit(), last -> Paging.cursor(new UUID(0, last.version())));
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "policy.list", name).with("count", count));
            return page;
        }));
    }

    /**
     * Makes {@code proposal} the newest version; joins the open transaction of the caller's tenant. Refusals in order of precedence: unknown
     * policy, changed, refused. It may not be effective in the past, more than a year
     * ahead, nor before the version that it follows.
     */
    public PublishOutcome publish(Caller caller, ProposePolicy proposal) {
        PolicyKind kind = kinds.get(proposal.name());
        if (kind == null) {
            return new PublishOutcome.UnknownPolicy();
        }
        return transactions.in(caller.tenant(), () -> publish(caller, kind, proposal));
    }

    /** Gives the caller's new tenant the first version of every policy; joins the open transaction. */
    public void install(Caller caller) {
        transactions.run(
                caller.tenant(),
                () -> kinds.values().stream()
                        .sorted((one, other) -> one.name().compareTo(other.name()))
                        .forEach(kind -> install(caller, kind)));
    }

    private void install(Caller caller, PolicyKind kind) {
        Map<String, @Nullable Object> body = parse(kind.initial());
        List<FieldFault> faults = kind.check(body, null);
        if (!faults.isEmpty()) {
            throw new IllegalStateException("the first version of %s is refused: %s".formatted(kind.name(), faults));
        }
        Instant now = now();
        if (!insert(caller, kind.name(), 1, body, now, now)) {
            throw new IllegalStateException("the tenant has a policy %s already".formatted(kind.name()));
        }
    }

    private PublishOutcome publish(Caller caller, PolicyKind kind, ProposePolicy proposal) {
        Optional<PolicyVersion> newest = rows.newest(caller.tenant(), kind.name());
        if (newest.map(PolicyVersion::version).orElse(0) != proposal.basedOn()) {
            return new PublishOutcome.Changed();
        }
        Instant now = now();
        Instant effectiveAt =
                proposal.effectiveAt() == null ? now : proposal.effectiveAt().truncatedTo(ChronoUnit.MICROS);
        if (effectiveAt.isBefore(now.minus(TOLERANCE))) {
            return refused("in_the_past", "A version is not in force before it was published.");
        }
        if (effectiveAt.isAfter(now.plus(FURTHEST))) {
            return refused("too_far", "A version is in force within a year.");
        }
        // within the tolerance it means now: what was decided a moment ago stays decided by the version before
        Instant from = effectiveAt.isBefore(now) ? now : effectiveAt;
        if (newest.isPresent() && from.isBefore(newest.get().effectiveAt())) {
            return refused("before_scheduled", "A version that is already scheduled comes later than this.");
        }
        List<FieldFault> faults =
                kind.check(proposal.body(), newest.map(PolicyVersion::members).orElse(null));
        if (!faults.isEmpty()) {
            return new PublishOutcome.Refused(faults);
        }
        int version = proposal.basedOn() + 1;
        return insert(caller, kind.name(), version, proposal.body(), from, now)
                ? new PublishOutcome.Published(
                        rows.find(caller.tenant(), kind.name(), version).orElseThrow())
                : new PublishOutcome.Changed();
    }

    private boolean insert(
            Caller caller, String name, int version, Map<String, @Nullable Object> members, Instant from, Instant now) {
        String body = CanonicalJson.write(members);
        String by = caller.actor().name();
        boolean first =
                rows.insert(caller.tenant(), new PolicyVersion(name, version, sha256(body), body, from, now, by));
        if (first) {
            audit.record(AuditEvent.done(caller, "policy.publish", name)
                    .with("version", (long) version)
                    .with("hash", sha256(body))
                    .with("effective_at", from.toString()));
        }
        return first;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static PublishOutcome refused(String code, String detail) {
        return new PublishOutcome.Refused(List.of(new FieldFault("/effective_at", code, detail)));
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
