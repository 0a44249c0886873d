package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ids.Uuid7;
import io.flowlet.onboarding.internal.CaseRows;
import io.flowlet.screening.Screening;
import io.flowlet.screening.ScreeningResult;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Cases as staff see and decide them. Each act is audited in its own transaction or in the one that is open. Thread-safe. */
@Component
public final class KysCases {
    private final Transactions transactions;
    private final CaseWork work;
    private final CaseRows rows;
    private final Screening screening;
    private final OnboardingPolicies policies;
    private final AuditLog audit;
    private final Uuid7 ids;

    KysCases(
            Transactions transactions,
            CaseWork work,
            CaseRows rows,
            Screening screening,
            OnboardingPolicies policies,
            AuditLog audit,
            Uuid7 ids) {
        this.transactions = transactions;
        this.work = work;
        this.rows = rows;
        this.screening = screening;
        this.policies = policies;
        this.audit = audit;
        this.ids = ids;
    }

    /** What became of a decision. */
    public sealed interface Outcome {
        /** The case as it is now. */
        record Decided(KysCase kysCase) implements Outcome {}

        /**
         * In order of precedence {@code not_found}, {@code precondition_failed}, {@code step_out_of_order}, {@code case_decided}, {@code
         * hits_undecided}.
         */
        record Refused(ProblemCode reason) implements Outcome {}
    }

    /** @param now whether this call opened it */
    public record Opened(KysCase kysCase, boolean now) {}

    /** Opens the subscriber's case, or finds it; empty if the caller reaches no such subscriber. */
    public Optional<Opened> open(Caller caller, SubscriberId subscriber) {
        return transactions.in(
                caller.tenant(),
                () -> work.openOrLock(caller, subscriber).map(opened -> new Opened(opened.kysCase(), opened.now())));
    }

    /**
     * The case, if the caller's tenant has it; the read is audited.
     *
     * @throws Refusal {@code subscriber_erased}
     */
    public Optional<KysCase> find(Caller caller, CaseId id) {
        return transactions.in(caller.tenant(), () -> {
            requireServed(caller.tenant(), id);
            Optional<KysCase> found = rows.find(caller.tenant(), id);
            found.ifPresent(kysCase -> audit.record(AuditEvent.read(caller, "kys_case.read", id.toString())));
            return found;
        });
    }

    /**
     * Cases, newest first; the read is audited as one event with the count.
     *
     * @param state only those in it; null for all
     */
    public Page<KysCase> list(Caller caller, @Nullable CaseState state, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<KysCase> found = rows.list(caller.tenant(), state, paging);
            Page<KysCase> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "kys_case.list", "kys_cases").with("count", count));
            return page;
        });
    }

    /** What stands against the case's subscriber; for those who may review. */
    public ScreeningResult standing(Caller caller, KysCase kysCase) {
        return transactions.in(caller.tenant(), () -> screening.standing(caller, kysCase.subscriber()));
    }

    /**
     * Decides a case, once: whoever comes second is told so.
     *
     * @param expected the version that the decision is about; null for whichever it is
     * @throws Refusal {@code subscriber_erased}
     */
    public Outcome decide(Caller caller, CaseId id, Verdict verdict, String reason, @Nullable Integer expected) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            requireServed(tenant, id);
            Optional<KysCase> found =
                    rows.find(tenant, id).flatMap(unlocked -> rows.lock(tenant, unlocked.subscriber()));
            if (found.isEmpty()) {
                return new Outcome.Refused(ProblemCode.NOT_FOUND);
            }
            KysCase before = found.get();
            if (expected != null && expected != before.version()) {
                return new Outcome.Refused(ProblemCode.PRECONDITION_FAILED);
            }
            ScreeningResult standing = screening.standing(caller, before.subscriber());
            return switch (before.progress().decide(verdict, standing)) {
                case CaseProgress.Decided.Refused(var why) -> new Outcome.Refused(why);
                case CaseProgress.Decided.To(var progress) -> {
                    int rules = policies.rules(tenant).version();
                    CaseDecision decision = new CaseDecision(
                            ids.next(), verdict, reason, caller.actor().name(), work.now(), rules);
                    audit.record(AuditEvent.done(caller, "kys_case.decide", id.toString())
                            .with("decision", verdict.code())
                            .with("rules_version", (long) rules));
                    yield new Outcome.Decided(work.decide(caller, before, progress, decision));
                }
            };
        });
    }

    /** Of whoever is served no more a case is a kept record, and read as such. */
    private void requireServed(TenantId tenant, CaseId id) {
        if (rows.isEnded(tenant, id)) {
            throw Refusal.of(ProblemCode.SUBSCRIBER_ERASED);
        }
    }
}
