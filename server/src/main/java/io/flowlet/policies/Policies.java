package io.flowlet.policies;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Approvals;
import io.flowlet.approvals.Difference;
import io.flowlet.approvals.OpenOutcome;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.policies.internal.PolicyRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
    private static final FieldFault REASON_MISSING =
            new FieldFault("/reason", "required", "Say why: another person decides on this.");

    private final Publishing publishing;
    private final PolicyRows rows;
    private final Approvals approvals;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    Policies(
            Publishing publishing,
            PolicyRows rows,
            Approvals approvals,
            Transactions transactions,
            AuditLog audit,
            Clock clock) {
        this.publishing = publishing;
        this.rows = rows;
        this.approvals = approvals;
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
        return inForce(tenant, name)
                .orElseThrow(
                        () -> new IllegalStateException("tenant %d has no policy %s".formatted(tenant.value(), name)));
    }

    private Optional<PolicyVersion> inForce(TenantId tenant, String name) {
        Instant now = clock.instant();
        return rows.fromCurrentOn(tenant, name, now).stream()
                .filter(version -> !version.effectiveAt().isAfter(now))
                .findFirst();
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
        if (!publishing.knows(name)) {
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
     * What a version changed, seen from another one; empty if there is none of these. The read is audited.
     *
     * @param against null for the version before; for the first one that is nothing
     */
    public Optional<PolicyDiff> diff(Caller caller, String name, int version, @Nullable Integer against) {
        int other = against == null ? version - 1 : against;
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Map<String, @Nullable Object> nothing = Map.of();
            Optional<Map<String, @Nullable Object>> before = other == 0
                    ? Optional.of(nothing)
                    : rows.find(tenant, name, other).map(PolicyVersion::members);
            Optional<PolicyDiff> found = rows.find(tenant, name, version)
                    .flatMap(after -> before.map(members ->
                            new PolicyDiff(name, version, other, Difference.between(members, after.members()))));
            found.ifPresent(diff ->
                    audit.record(AuditEvent.read(caller, "policy.diff", name).with("version", (long) version)));
            return found;
        });
    }

    /**
     * Makes {@code proposal} the newest version or, where the tenant needs another person's approval, asks for that; joins the open
     * transaction of the caller's tenant. It may not be effective in the past or more than a year ahead, and before a version that is scheduled
     * only if it says that it replaces those; one that becomes effective while it waits is in force from its approval on.
     */
    public ProposalOutcome propose(Caller caller, ProposePolicy proposal) {
        boolean asks = approvals.isNeeded(caller.tenant());
        if (asks && proposal.reason() == null) {
            return new ProposalOutcome.Refused(ProblemCode.BODY_INVALID, List.of(REASON_MISSING));
        }
        return transactions.in(
                caller.tenant(),
                () -> asks
                        ? ask(caller, proposal)
                        : outcome(publishing.publish(new Publishing.Author(caller, null), proposal)));
    }

    /** Gives the caller's new tenant the first version of every policy; joins the open transaction. */
    public void install(Caller caller) {
        transactions.run(caller.tenant(), () -> publishing.install(caller));
    }

    private ProposalOutcome ask(Caller caller, ProposePolicy proposal) {
        return switch (publishing.judge(caller.tenant(), proposal)) {
            case Publishing.Judgement.Falls(PublishOutcome why) -> outcome(why);
            case Publishing.Judgement.Stands(var members, Instant from) -> {
                TenantId tenant = caller.tenant();
                PolicyVersion replaced = rows.at(tenant, proposal.name(), from).orElse(null);
                var seen = new PolicyApproval.Seen(
                        replaced, inForce(tenant, proposal.name()).orElse(null));
                var asked = PolicyApproval.asking(proposal, seen, members);
                yield switch (approvals.open(caller, asked)) {
                    case OpenOutcome.Opened(var approval) -> new ProposalOutcome.Requested(approval);
                    case OpenOutcome.Refused(ProblemCode reason) -> new ProposalOutcome.Refused(reason);
                };
            }
        };
    }

    private static ProposalOutcome outcome(PublishOutcome outcome) {
        return switch (outcome) {
            case PublishOutcome.Published(PolicyVersion version) -> new ProposalOutcome.Published(version);
            case PublishOutcome.UnknownPolicy() -> new ProposalOutcome.Refused(ProblemCode.NOT_FOUND);
            case PublishOutcome.Changed() -> new ProposalOutcome.Refused(ProblemCode.POLICY_CHANGED);
            case PublishOutcome.Refused(List<FieldFault> faults) ->
                new ProposalOutcome.Refused(ProblemCode.POLICY_REFUSED, faults);
        };
    }
}
