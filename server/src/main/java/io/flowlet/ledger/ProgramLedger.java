package io.flowlet.ledger;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Idempotency;
import io.flowlet.http.Once;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.internal.AccountRows;
import io.flowlet.ledger.internal.ProgramAnswers;
import io.flowlet.ledger.internal.ProgramCommands;
import io.flowlet.ledger.internal.ProgramConsequences;
import io.flowlet.ledger.internal.ProgramTransfers;
import io.flowlet.ledger.internal.ProgramTransfers.BookedLeg;
import io.flowlet.ledger.internal.Resolved;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The books as a program works in them itself: only accounts that it opened for itself. Each act and each read is audited. Thread-safe.
 *
 * <p>Refusals in order of precedence: {@code request_in_flight}, {@code idempotency_key_reused}, {@code not_found}, {@code account_controlled}
 * or {@code not_reversible} of a reversal, {@code transaction_unbalanced}, then those of {@link PostingRefusal}. What the ledger itself refused
 * with 409 or 422 is kept with its key; what was refused before is a new try each time.
 */
@Component
public final class ProgramLedger {
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final LedgerHistory history;
    private final ProgramCommands commands;
    private final ProgramTransfers transfers;
    private final AccountRows accounts;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    ProgramLedger(
            Ledger ledger,
            LedgerHistory history,
            ProgramCommands commands,
            ProgramTransfers transfers,
            AccountRows accounts,
            Transactions transactions,
            Idempotency idempotency,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.ledger = ledger;
        this.history = history;
        this.commands = commands;
        this.transfers = transfers;
        this.accounts = accounts;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Carries out a command, once for each key. */
    public OnceOutcome carryOut(Caller caller, ProgramCommand asked, Once<ProgramOutcome> once) {
        return idempotency.alone(once.key(), () -> {
            ProgramCommands.Named named =
                    transactions.in(caller.tenant(), () -> commands.named(caller.tenant(), asked));
            return switch (named.resolved()) {
                case Resolved.Ready ready -> post(caller, ready, new ProgramAnswers(asked, ready, named.names()), once);
                case Resolved.Refused refused -> refuse(caller, asked, refused, once);
            };
        });
    }

    private OnceOutcome post(Caller caller, Resolved.Ready ready, ProgramAnswers told, Once<ProgramOutcome> once) {
        Function<PostingOutcome, StoredAnswer> answer = told.andThen(once.answer());
        String key = once.key().key();
        return outcome(
                ledger.post(new PostingUnit(
                        caller.tenant(),
                        Set.of(AccountOwner.PROGRAM),
                        List.of(ready.command()),
                        once.key(),
                        new ProgramConsequences(caller, List.of(told.asked()), key, answer, ids),
                        clock.instant().plus(PATIENCE))),
                answer);
    }

    /** @param answer for a refusal that is not kept with its key */
    static OnceOutcome outcome(PostingReceipt receipt, Function<PostingOutcome, StoredAnswer> answer) {
        return switch (receipt) {
            case PostingReceipt.Decided(var outcome, var stored) ->
                new OnceOutcome.Fresh(stored == null ? answer.apply(outcome) : stored);
            case PostingReceipt.Replayed(var stored) -> new OnceOutcome.Replayed(stored);
            case PostingReceipt.KeyReused() -> new OnceOutcome.KeyReused();
            case PostingReceipt.Overloaded(int seconds) -> new OnceOutcome.Overloaded(seconds);
            case PostingReceipt.DeadlineExceeded() -> new OnceOutcome.DeadlineExceeded();
        };
    }

    /** Refuses before anything was handed to the lane; what the key says of an earlier request comes first. */
    private OnceOutcome refuse(
            Caller caller, ProgramCommand asked, Resolved.Refused refused, Once<ProgramOutcome> once) {
        return idempotency.before(once.key()).orElseGet(() -> {
            audit.recordAlone(ProgramConsequences.refusal(
                    caller, asked, refused.reason(), once.key().key()));
            return new OnceOutcome.Fresh(
                    once.answer().apply(ProgramAnswers.refused(refused.reason(), refused.pointer())));
        });
    }

    /** The transaction, if the tenant has it; that of another module's accounts is not told, see {@link ProgramTransaction#own}. */
    public Optional<ProgramTransaction> transaction(Caller caller, TransactionId id) {
        return transactions.in(caller.tenant(), () -> {
            List<BookedLeg> legs = transfers.find(caller.tenant(), List.of(id)).get(id);
            if (legs == null) {
                return Optional.empty();
            }
            boolean own = legs.stream().allMatch(BookedLeg::own);
            audit.record(read(caller, "transaction.read", id.toString(), own));
            return Optional.of(new ProgramTransaction(ProgramTransfers.told(id, legs), own));
        });
    }

    private static AuditEvent read(Caller caller, String action, String object, boolean own) {
        return own
                ? AuditEvent.read(caller, action, object)
                : AuditEvent.refused(caller, action, object, ProblemCode.ACCOUNT_CONTROLLED.code());
    }

    /** Transactions between the program's own accounts, newest first; a page can be short, even empty, although more follow. */
    public Page<LedgerTransaction> transactions(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            ProgramTransfers.Listed listed = transfers.page(caller.tenant(), paging.before(), paging.limit());
            Map<TransactionId, List<BookedLeg>> found = transfers.find(caller.tenant(), listed.ids());
            List<LedgerTransaction> own = found.entrySet().stream()
                    .filter(each -> each.getValue().stream().allMatch(BookedLeg::own))
                    .map(each -> ProgramTransfers.told(each.getKey(), each.getValue()))
                    .toList();
            long count = own.size();
            audit.record(
                    AuditEvent.read(caller, "transaction.list", "transactions").with("count", count));
            UUID rest = listed.rest();
            return new Page<>(own, rest == null ? null : Paging.cursor(rest));
        });
    }

    /** The hold, if the tenant has it; of which accounts is not told when they are not the program's, see {@link ProgramHold#own}. */
    public Optional<ProgramHold> hold(Caller caller, HoldId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<ProgramHold> found = ledger.holds(caller.tenant(), List.of(id)).stream()
                    .findFirst()
                    .map(hold -> told(caller.tenant(), hold));
            found.ifPresent(hold -> audit.record(read(caller, "hold.read", id.toString(), hold.own())));
            return found;
        });
    }

    /** Holds between the program's own accounts, newest first. */
    public Page<ProgramHold> holds(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            Page<Hold> page = ledger.holdsOf(caller.tenant(), AccountOwner.PROGRAM, paging);
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "hold.list", "holds").with("count", count));
            Map<AccountNumber, AccountId> names = accounts.names(
                    caller.tenant(),
                    page.data().stream()
                            .flatMap(hold -> Stream.of(hold.debit(), hold.credit()))
                            .collect(Collectors.toSet()));
            return page.map(hold -> new ProgramHold(
                    hold,
                    Optional.ofNullable(names.get(hold.debit())).orElseThrow(),
                    Optional.ofNullable(names.get(hold.credit())).orElseThrow(),
                    true));
        });
    }

    private ProgramHold told(TenantId tenant, Hold hold) {
        LedgerAccount debit = ledger.account(tenant, hold.debit()).orElseThrow();
        LedgerAccount credit = ledger.account(tenant, hold.credit()).orElseThrow();
        return new ProgramHold(
                hold, debit.id(), credit.id(), ProgramAccounts.isOwn(debit) && ProgramAccounts.isOwn(credit));
    }

    /** All balances of the tenant, those of controlled accounts included: sums tell nobody's own. */
    public TrialBalance trialBalance(Caller caller) {
        return read(caller, () -> ledger.trialBalance(caller.tenant()));
    }

    /** As {@link #trialBalance(Caller)}, of what was booked at {@code at} or before. */
    public TrialBalance trialBalanceAt(Caller caller, Instant at) {
        return read(caller, () -> history.trialBalanceAt(caller.tenant(), at));
    }

    /** As {@link #trialBalance(Caller)}, by value date at the end of a day (UTC). */
    public TrialBalance trialBalanceOn(Caller caller, LocalDate day) {
        return read(caller, () -> history.trialBalanceByValue(caller.tenant(), day));
    }

    private TrialBalance read(Caller caller, Supplier<TrialBalance> balances) {
        return transactions.in(caller.tenant(), () -> {
            TrialBalance balance = balances.get();
            long count = balance.lines().size();
            audit.record(AuditEvent.read(caller, "trial_balance.read", "trial_balance")
                    .with("count", count));
            return balance;
        });
    }
}
