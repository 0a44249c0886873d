package io.flowlet.approvals;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.internal.ApprovalRows;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.TenantModes;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Requests that need another person: opened, read, decided, withdrawn, each act audited in its transaction, which joins the open one of the
 * caller's tenant.
 *
 * <p>The last approval carries the change out in its own transaction: all that can be asked for today lives in this database, so there is no
 * moment at which something is agreed to and not done, and nothing to repeat after a crash. A kind whose effect lies outside writes an outbox
 * event there, as every effect for the world outside; one whose effect another transaction commits is {@link CarriedOutLater}. Thread-safe.
 */
@Component
public final class Approvals {
    private static final Scope READ = new Scope("approvals:read");
    private static final Set<ProblemCode> ABOUT_THE_PERSON = Set.of(
            ProblemCode.AUDIENCE_NOT_ALLOWED,
            ProblemCode.APPROVAL_OWN_REQUEST,
            ProblemCode.APPROVAL_ROLE_NOT_ALLOWED,
            ProblemCode.APPROVAL_ACCOUNT_TOO_NEW,
            ProblemCode.APPROVAL_NOT_INDEPENDENT,
            ProblemCode.APPROVAL_NOT_MAKER,
            ProblemCode.SIGN_IN_TOO_OLD);

    private final Map<String, ApprovalKind> kinds;
    private final ApprovalRows rows;
    private final Closing closing;
    private final Transactions transactions;
    private final Makers makers;
    private final Judging judging;
    private final TenantModes modes;
    private final AuditLog audit;
    private final ApprovalMeters meters;
    private final ApprovalSettings settings;
    private final Uuid7 ids;

    Approvals(
            List<ApprovalKind> kinds,
            ApprovalRows rows,
            Closing closing,
            Transactions transactions,
            Makers makers,
            Judging judging,
            TenantModes modes,
            AuditLog audit,
            ApprovalMeters meters,
            ApprovalSettings settings,
            Uuid7 ids) {
        this.kinds = kinds.stream()
                .collect(Collectors.toUnmodifiableMap(kind -> kind.rule().kind(), Function.identity()));
        this.rows = rows;
        this.closing = closing;
        this.transactions = transactions;
        this.makers = makers;
        this.judging = judging;
        this.modes = modes;
        this.audit = audit;
        this.meters = meters;
        this.settings = settings;
        this.ids = ids;
    }

    /** Whether changes of this tenant wait for another person: those of live tenants, and of all if the settings say so. */
    public boolean isNeeded(TenantId tenant) {
        return settings.areNeededIn(modes.modeOf(tenant));
    }

    /** Makes a request that waits for its checkers. One whose time is over does not stand in its way. */
    public OpenOutcome open(Caller caller, NewApproval asked) {
        ApprovalKind kind = kind(asked.kind());
        return transactions.in(caller.tenant(), () -> {
            ApprovalRule rule = judging.rule(caller.tenant(), kind, asked.subject(), asked.change());
            Optional<ProblemCode> notAllowed = makers.refused(caller, rule);
            if (notAllowed.isPresent()) {
                return new OpenOutcome.Refused(notAllowed.get());
            }
            Instant now = closing.now();
            rows.lockOpen(caller.tenant(), asked.kind(), asked.subject())
                    .map(open -> asOfNow(caller.tenant(), open))
                    .filter(open -> open.isOverdue(now))
                    .ifPresent(overdue -> closing.expire(caller, overdue));
            Approval opened = opened(caller, asked, rule, now);
            if (!rows.insert(caller.tenant(), opened)) {
                return new OpenOutcome.Refused(ProblemCode.APPROVAL_PENDING);
            }
            audit.record(Closing.about(
                            AuditEvent.done(
                                    caller, "approval.request", opened.id().toString()),
                            opened)
                    .with("expires_at", opened.expiresAt().toString())
                    .with("checkers", (long) opened.checkers())
                    .with("policy_version", (long) opened.bar().policyVersion()));
            closing.tell(caller, opened, "requested");
            Closing.afterCommit(() -> meters.opened(opened.kind()));
            return new OpenOutcome.Opened(opened);
        });
    }

    /** The request, if the caller's tenant has it and the caller made it or may read others'; the read is audited. */
    public Optional<Approval> find(Caller caller, ApprovalId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<Approval> found = rows.find(caller.tenant(), id)
                    .filter(approval -> maySee(caller, approval))
                    .map(approval -> asOfNow(caller.tenant(), approval));
            found.ifPresent(approval -> audit.record(AuditEvent.read(caller, "approval.read", id.toString())));
            return found;
        });
    }

    /**
     * The tenant's requests, newest first; the read is audited as one event with the count.
     *
     * @param state null for all
     * @param kind null for all
     */
    public Page<Approval> list(Caller caller, @Nullable ApprovalState state, @Nullable String kind, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<Approval> found = rows.list(caller.tenant(), state, kind, paging);
            Page<Approval> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "approval.list", "approvals").with("count", count));
            return page.map(approval -> asOfNow(caller.tenant(), approval));
        });
    }

    /** Whether {@code caller} is told what a request says: its maker is, and who holds what its kind asks for. */
    public boolean isTold(Caller caller, Approval approval) {
        return isMaker(caller, approval)
                || known(approval.kind())
                        .filter(kind -> caller.actor().may(kind.told()))
                        .isPresent();
    }

    /** An app that knows nothing but a name is not told what its user asked for. */
    private boolean maySee(Caller caller, Approval approval) {
        if (caller.actor().may(READ)) {
            return true;
        }
        return isMaker(caller, approval)
                && known(approval.kind())
                        .filter(kind -> caller.actor().may(kind.made()))
                        .isPresent();
    }

    private static boolean isMaker(Caller caller, Approval approval) {
        return approval.maker().equals(caller.actor().principal());
    }

    /** Says yes; the last yes that is needed carries the change out. Of any number of checkers at once one has the effect. */
    public DecideOutcome approve(Checker checker, ApprovalId id, String reason) {
        return decide(checker, id, approval -> {
            boolean last = approval.isOneShort();
            Approval agreed = approval.and(record(checker, approval, Verdict.APPROVE, reason));
            return last
                    ? carryOut(checker.caller(), agreed)
                    : new DecideOutcome.Decided(next(checker.caller(), agreed));
        });
    }

    /** Says no, which ends the request. */
    public DecideOutcome reject(Checker checker, ApprovalId id, String reason) {
        return decide(checker, id, approval -> {
            record(checker, approval, Verdict.REJECT, reason);
            return new DecideOutcome.Decided(closing.close(checker.caller(), approval, ApprovalState.REJECTED, null));
        });
    }

    /** Takes a request back, which only its maker can. */
    public DecideOutcome withdraw(Checker maker, ApprovalId id, String reason) {
        Caller caller = maker.caller();
        return transactions.in(caller.tenant(), () -> {
            Optional<Approval> found = rows.lock(caller.tenant(), id);
            if (found.isEmpty() || !maySee(caller, found.get())) {
                return new DecideOutcome.Refused(ProblemCode.NOT_FOUND);
            }
            if (!isMaker(caller, found.get())) {
                return new DecideOutcome.Refused(ProblemCode.APPROVAL_NOT_MAKER);
            }
            return ifOpen(maker, asOfNow(caller.tenant(), found.get()), approval -> {
                record(maker, approval, Verdict.WITHDRAW, reason);
                return new DecideOutcome.Decided(closing.close(caller, approval, ApprovalState.WITHDRAWN, null));
            });
        });
    }

    /**
     * Notes that something was refused for who wanted it: an attempt to get round the other person is seen. Other refusals are passed over.
     *
     * @param action as the audit log shall call it
     */
    public void noteRefusal(Caller caller, String action, String object, ProblemCode reason) {
        if (ABOUT_THE_PERSON.contains(reason)) {
            meters.refused(reason);
            audit.recordAlone(AuditEvent.refused(caller, action, object, reason.code()));
        }
    }

    private DecideOutcome decide(Checker checker, ApprovalId id, Function<Approval, DecideOutcome.Decided> act) {
        TenantId tenant = checker.caller().tenant();
        return transactions.in(tenant, () -> {
            Optional<Approval> found = rows.lock(tenant, id);
            if (found.isEmpty()) {
                return new DecideOutcome.Refused(ProblemCode.NOT_FOUND);
            }
            Judging.Judged judged = judging.judged(tenant, kind(found.get().kind()), found.get());
            Approval approval = judged.approval();
            Optional<ProblemCode> broken = CheckerRules.broken(
                    approval,
                    judged.rule(),
                    person(checker, approval),
                    new CheckerRules.Moment(closing.now(), settings.signInAge()));
            if (broken.isEmpty() && !isTold(checker.caller(), approval)) {
                return new DecideOutcome.Refused(ProblemCode.SCOPE_MISSING); // nobody decides on what was not seen
            }
            return broken.<DecideOutcome>map(DecideOutcome.Refused::new)
                    .orElseGet(() -> ifOpen(checker, approval, act));
        });
    }

    private DecideOutcome ifOpen(Checker checker, Approval approval, Function<Approval, DecideOutcome.Decided> act) {
        if (checker.expected() == null) {
            return new DecideOutcome.Refused(ProblemCode.PRECONDITION_REQUIRED);
        }
        if (checker.expected() != approval.version()) {
            return new DecideOutcome.Refused(ProblemCode.PRECONDITION_FAILED);
        }
        if (approval.state() == ApprovalState.EXPIRED || approval.isOverdue(closing.now())) {
            return new DecideOutcome.Refused(ProblemCode.APPROVAL_EXPIRED);
        }
        if (approval.state() != ApprovalState.OPEN) {
            return new DecideOutcome.Refused(ProblemCode.APPROVAL_NOT_OPEN);
        }
        if (approval.wasDecidedBy(checker.caller().actor().principal())) {
            return new DecideOutcome.Refused(ProblemCode.APPROVAL_ALREADY_GIVEN);
        }
        return act.apply(approval);
    }

    private CheckerRules.Person person(Checker checker, Approval approval) {
        Set<String> parties = new HashSet<>(approval.approvers());
        parties.add(approval.makerName());
        parties.add(approval.subject());
        return makers.person(checker, parties);
    }

    private Approval opened(Caller caller, NewApproval asked, ApprovalRule rule, Instant now) {
        boolean person = caller.actor().kind() == ActorKind.STAFF;
        return new Approval(
                new ApprovalId(ids.next()),
                asked.kind(),
                asked.subject(),
                asked.change(),
                asked.reason(),
                caller.actor().principal(),
                caller.actor().name(),
                judging.bar(caller.tenant(), rule, person, now),
                ApprovalState.OPEN,
                1,
                now,
                null,
                null,
                List.of());
    }

    private Decision record(Checker checker, Approval approval, Verdict verdict, String reason) {
        Caller caller = checker.caller();
        Decision decision =
                new Decision(caller.actor().principal(), caller.actor().name(), verdict, reason, closing.now());
        rows.insert(caller.tenant(), approval.id(), decision);
        audit.record(Closing.about(
                        AuditEvent.done(caller, "approval.decide", approval.id().toString()), approval)
                .with("verdict", verdict.code())
                .with("policy_version", (long) approval.bar().policyVersion())
                .with("policy_in_force", (long) judging.version(caller.tenant())));
        return decision;
    }

    private Approval next(Caller caller, Approval approval) {
        rows.update(caller.tenant(), approval.to(ApprovalState.OPEN, null, null));
        closing.tell(caller, approval, "approved");
        return rows.find(caller.tenant(), approval.id()).orElseThrow();
    }

    private DecideOutcome.Decided carryOut(Caller caller, Approval approval) {
        ApprovalKind kind = kind(approval.kind());
        Applied applied = gone(caller, judging.judged(caller.tenant(), kind, approval))
                .<Applied>map(Applied.Refused::new)
                .orElseGet(() -> kind.apply(caller, approval));
        Approval concluded = closing.conclude(caller, approval, applied);
        return new DecideOutcome.Decided(
                concluded, applied instanceof Applied.Done done ? done.confirmationCode() : null);
    }

    /** Who of those whose word this is does not stand for it any more. */
    private Optional<ProblemCode> gone(Caller caller, Judging.Judged judged) {
        if (!makers.stands(caller, judged.approval(), judged.rule())) {
            return Optional.of(ProblemCode.APPROVAL_MAKER_GONE);
        }
        return makers.checkersStand(caller, judged.approval(), judged.rule())
                ? Optional.empty()
                : Optional.of(ProblemCode.APPROVAL_CHECKER_GONE);
    }

    /** As it has to be judged now; one of a kind that nobody knows stays as it is. */
    private Approval asOfNow(TenantId tenant, Approval approval) {
        return known(approval.kind())
                .map(kind -> judging.judged(tenant, kind, approval).approval())
                .orElse(approval);
    }

    /** Empty for one of a newer server, or of a module that is gone. */
    private Optional<ApprovalKind> known(String name) {
        return Optional.ofNullable(kinds.get(name));
    }

    private ApprovalKind kind(String name) {
        return known(name).orElseThrow(() -> new IllegalStateException("no module brings approvals of kind " + name));
    }
}
