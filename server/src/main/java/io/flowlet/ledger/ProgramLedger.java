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
import io.flowlet.ledger.internal.TransactionConsequences;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The books as a program works in them itself: only accounts that it opened for itself. Each act and each read is audited. Thread-safe.
 *
 * <p>Refusals in order of precedence: {@code request_in_flight}, {@code idempotency_key_reused}, {@code not_found}, {@code
 * account_controlled}, {@code account_closed}, {@code account_frozen}, {@code same_account}, {@code currency_mismatch}, {@code
 * insufficient_funds}, {@code ceiling_exceeded}, {@code amount_out_of_range}. All from {@code account_closed} on are kept with their key.
 */
@Component
public final class ProgramLedger {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final AccountRows accounts;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    ProgramLedger(
            Ledger ledger,
            AccountRows accounts,
            Transactions transactions,
            Idempotency idempotency,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.ledger = ledger;
        this.accounts = accounts;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Opens an account of the program; joins the open transaction of the caller's tenant.
     *
     * @throws IllegalArgumentException if the account would belong to somebody else
     */
    public LedgerAccount open(Caller caller, OpenAccount request) {
        if (!request.owner().equals(AccountOwner.PROGRAM)) {
            throw new IllegalArgumentException("a program opens accounts for itself only");
        }
        return transactions.in(caller.tenant(), () -> {
            LedgerAccount account = ledger.openAccount(caller.tenant(), request);
            audit.record(
                    AuditEvent.done(caller, "ledger_account.open", account.id().toString())
                            .with("kind", request.kind().name())
                            .with("currency", request.currency().code())
                            .with("gl_code", request.glCode()));
            return account;
        });
    }

    /** The account, if the tenant has it; whose owner is another module is not told about it, see {@link LedgerAccount#owner}. */
    public Optional<LedgerAccount> account(Caller caller, AccountId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<LedgerAccount> found =
                    ledger.accounts(caller.tenant(), List.of(id)).stream().findFirst();
            found.map(account -> isOwn(account)
                            ? AuditEvent.read(caller, "ledger_account.read", id.toString())
                            : AuditEvent.refused(
                                    caller,
                                    "ledger_account.read",
                                    id.toString(),
                                    ProblemCode.ACCOUNT_CONTROLLED.code()))
                    .ifPresent(audit::record);
            return found;
        });
    }

    /** The program's own accounts, newest first. */
    public Page<LedgerAccount> accounts(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            Page<LedgerAccount> page = ledger.accountsOf(caller.tenant(), AccountOwner.PROGRAM, paging);
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "ledger_account.list", "ledger_accounts")
                    .with("count", count));
            return page;
        });
    }

    /**
     * Posts one transaction, once for each key.
     *
     * @param legs 1 to {@value Posting#MAX_LEGS}, posted in their order
     */
    public OnceOutcome post(Caller caller, List<LedgerTransaction.Leg> legs, Once<TransactionOutcome> once) {
        return idempotency.alone(once.key(), () -> {
            Map<AccountId, LedgerAccount> known = known(caller.tenant(), legs);
            for (LedgerTransaction.Leg leg : legs) {
                if (!known.containsKey(leg.debit()) || !known.containsKey(leg.credit())) {
                    return refuse(caller, ProblemCode.NOT_FOUND, once);
                }
            }
            Function<AccountId, AccountNumber> number =
                    id -> Optional.ofNullable(known.get(id)).orElseThrow().number();
            List<Posting.Leg> narrow = legs.stream()
                    .map(leg -> new Posting.Leg(number.apply(leg.debit()), number.apply(leg.credit()), leg.amount()))
                    .toList();
            return outcome(
                    ledger.post(new PostingUnit(
                            caller.tenant(),
                            Set.of(AccountOwner.PROGRAM),
                            List.of(new Posting(null, narrow)),
                            once.key(),
                            new TransactionConsequences(caller, legs, once, ids),
                            clock.instant().plus(PATIENCE))),
                    once);
        });
    }

    /** The transaction, if the tenant has it. */
    public Optional<LedgerTransaction> transaction(Caller caller, TransactionId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<LedgerTransaction> found =
                    ledger.transaction(caller.tenant(), id).map(posted -> told(caller.tenant(), posted));
            found.ifPresent(transaction -> audit.record(AuditEvent.read(caller, "transaction.read", id.toString())));
            return found;
        });
    }

    /** All balances of the tenant, those of controlled accounts included: sums tell nobody's own. */
    public TrialBalance trialBalance(Caller caller) {
        return transactions.in(caller.tenant(), () -> {
            TrialBalance balance = ledger.trialBalance(caller.tenant());
            long count = balance.lines().size();
            audit.record(AuditEvent.read(caller, "trial_balance.read", "trial_balance")
                    .with("count", count));
            return balance;
        });
    }

    /** Whether the program may see and move this account here. */
    public static boolean isOwn(LedgerAccount account) {
        return account.owner().equals(AccountOwner.PROGRAM);
    }

    private Map<AccountId, LedgerAccount> known(TenantId tenant, List<LedgerTransaction.Leg> legs) {
        Set<AccountId> named = legs.stream()
                .flatMap(leg -> Stream.of(leg.debit(), leg.credit()))
                .collect(Collectors.toSet());
        return ledger.accounts(tenant, named).stream()
                .collect(Collectors.toMap(LedgerAccount::id, Function.identity()));
    }

    private LedgerTransaction told(TenantId tenant, PostedTransaction posted) {
        Map<AccountNumber, AccountId> names = accounts.names(
                tenant,
                posted.legs().stream()
                        .flatMap(leg ->
                                Stream.of(leg.debit().account(), leg.credit().account()))
                        .collect(Collectors.toSet()));
        Function<AccountNumber, AccountId> name =
                number -> Optional.ofNullable(names.get(number)).orElseThrow();
        return new LedgerTransaction(
                posted.id(),
                posted.kind(),
                posted.valueAt(),
                posted.bookedAt(),
                posted.legs().stream()
                        .map(leg -> new LedgerTransaction.Leg(
                                name.apply(leg.debit().account()),
                                name.apply(leg.credit().account()),
                                leg.amount()))
                        .toList());
    }

    private static OnceOutcome outcome(PostingReceipt receipt, Once<TransactionOutcome> once) {
        return switch (receipt) {
            case PostingReceipt.Decided(var outcome, var answer) ->
                new OnceOutcome.Fresh(answer == null ? answer(outcome, once) : answer);
            case PostingReceipt.Replayed(var answer) -> new OnceOutcome.Replayed(answer);
            case PostingReceipt.KeyReused() -> new OnceOutcome.KeyReused();
            case PostingReceipt.Overloaded(int seconds) -> new OnceOutcome.Overloaded(seconds);
            case PostingReceipt.DeadlineExceeded() -> new OnceOutcome.DeadlineExceeded();
        };
    }

    /** The answer to a refusal that is not kept with its key. */
    private static StoredAnswer answer(PostingOutcome outcome, Once<TransactionOutcome> once) {
        return switch (outcome) {
            case PostingOutcome.Refused refused ->
                once.answer()
                        .apply(new TransactionOutcome.Refused(refused.reason().problem()));
            case PostingOutcome.Posted posted ->
                throw new IllegalStateException(
                        "posted without an answer: " + posted.first().id());
        };
    }

    /** Refuses before anything was handed to the lane; what the key says of an earlier request comes first. */
    private OnceOutcome refuse(Caller caller, ProblemCode reason, Once<TransactionOutcome> once) {
        return idempotency.before(once.key()).orElseGet(() -> {
            audit.recordAlone(AuditEvent.refused(caller, TransactionConsequences.ACTION, "transaction", reason.code())
                    .withIdempotencyKey(once.key().key()));
            return new OnceOutcome.Fresh(once.answer().apply(new TransactionOutcome.Refused(reason)));
        });
    }
}
