package io.flowlet.ledger;

import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Agreed;
import io.flowlet.approvals.Applied;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalRule;
import io.flowlet.approvals.CarriedOutLater;
import io.flowlet.approvals.Change;
import io.flowlet.approvals.MovesMoney;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.internal.AdjustmentConsequences;
import io.flowlet.ledger.internal.AdjustmentTerms;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.tlog.CanonicalJson;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code ledger.adjust}: a correction of the books that another officer agrees to. It goes the ledger's own way, through the tenant's lane, under a
 * key that is the request's id: posted or refused, the answer is kept for good in the transaction of the posting, and every repeat is told it.
 * Thread-safe.
 */
@Component
final class LedgerAdjusting implements MovesMoney, CarriedOutLater {
    private static final String NAME = "ledger.adjust";
    private static final Scope ADJUST = new Scope("ledger:adjust");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ApprovalRule RULE =
            new ApprovalRule(NAME, Set.of(OFFICER), false, Set.of(OFFICER), 1, ApprovalRule.USUAL_LIFE);

    private final Ledger ledger;
    private final Idempotency idempotency;
    private final Uuid7 ids;
    private final Clock clock;

    LedgerAdjusting(Ledger ledger, Idempotency idempotency, Uuid7 ids, Clock clock) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param accounts that {@code asked} names, as the checkers are shown them */
    static NewApproval asking(UUID id, AskAdjustment asked, Collection<LedgerAccount> accounts) {
        Change change = new Change(Map.of(), AdjustmentTerms.of(asked), AdjustmentTerms.shown(accounts));
        return new NewApproval(NAME, PublicId.format("adj", id), change, asked.reason());
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return ADJUST;
    }

    /** What all legs of a currency move together; more than can be held counts as the most that can. */
    @Override
    public List<Money> amounts(Change change) {
        Map<Currency, Long> sums = new LinkedHashMap<>();
        AdjustmentTerms.legs(change)
                .forEach(leg -> sums.merge(leg.amount().currency(), leg.amount().minor(), LedgerAdjusting::atMost));
        return sums.entrySet().stream()
                .map(sum -> new Money(sum.getKey(), sum.getValue()))
                .toList();
    }

    private static long atMost(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        return new Applied.Later();
    }

    @Override
    public Optional<Applied> carryOut(Agreed agreed) {
        TenantId tenant = agreed.self().tenant();
        Change change = agreed.approval().change();
        List<ProgramCommand.Leg> legs = AdjustmentTerms.legs(change);
        Map<AccountId, AccountNumber> numbers = numbers(tenant, legs);
        List<Posting.Leg> resolved = new ArrayList<>(legs.size());
        for (ProgramCommand.Leg leg : legs) {
            AccountNumber debit = numbers.get(leg.debit());
            AccountNumber credit = numbers.get(leg.credit());
            if (debit == null || credit == null) {
                return Optional.of(new Applied.Refused(ProblemCode.NOT_FOUND));
            }
            resolved.add(new Posting.Leg(debit, credit, leg.amount()));
        }
        return post(agreed, new Adjustment(AdjustmentTerms.valueAt(change), resolved));
    }

    private Optional<Applied> post(Agreed agreed, Adjustment adjustment) {
        Approval approval = agreed.approval();
        TenantId tenant = agreed.self().tenant();
        IdempotencyKey key = idempotency.keyOf(
                tenant,
                NAME,
                approval.id().value(),
                CanonicalJson.write(approval.change().after()));
        PostingUnit unit = new PostingUnit(
                tenant,
                Set.of(),
                List.of(adjustment),
                key,
                new AdjustmentConsequences(agreed, ids),
                clock.instant().plus(PATIENCE));
        return switch (ledger.post(unit)) {
            case PostingReceipt.Decided(var outcome, @Nullable StoredAnswer answer) -> cameOfIt(answer);
            case PostingReceipt.Replayed(StoredAnswer answer) -> cameOfIt(answer);
            case PostingReceipt.KeyReused() ->
                throw new IllegalStateException("another adjustment was posted for " + approval.id());
            case PostingReceipt.Overloaded later -> Optional.empty();
            case PostingReceipt.DeadlineExceeded later -> Optional.empty();
        };
    }

    private static Optional<Applied> cameOfIt(@Nullable StoredAnswer answer) {
        return Optional.ofNullable(answer).map(AdjustmentConsequences::cameOfIt);
    }

    private Map<AccountId, AccountNumber> numbers(TenantId tenant, List<ProgramCommand.Leg> legs) {
        Set<AccountId> named = legs.stream()
                .flatMap(leg -> Stream.of(leg.debit(), leg.credit()))
                .collect(Collectors.toSet());
        return ledger.accounts(tenant, named).stream()
                .collect(Collectors.toMap(LedgerAccount::id, LedgerAccount::number));
    }
}
