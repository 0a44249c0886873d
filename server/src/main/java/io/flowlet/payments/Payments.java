package io.flowlet.payments;

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
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Ledger;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.money.Money;
import io.flowlet.payments.internal.FundingAccounts;
import io.flowlet.payments.internal.Movement;
import io.flowlet.payments.internal.MovementConsequences;
import io.flowlet.payments.internal.PaymentRows;
import io.flowlet.programs.TenantMode;
import io.flowlet.programs.Tenants;
import io.flowlet.subscribers.Kyc;
import io.flowlet.subscribers.KycStatus;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import io.flowlet.wallets.Wallet;
import io.flowlet.wallets.WalletId;
import io.flowlet.wallets.Wallets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Moves money between wallets. Holds no transaction while it decides: what must be true together is handed to the ledger as one unit of
 * values. Thread-safe.
 *
 * <p>Refusals in order of precedence: {@code request_in_flight}, {@code idempotency_key_reused}, {@code not_found}, {@code
 * subscriber_not_approved} (who pays, or gets a deposit), {@code payee_unavailable} (who is paid), {@code rail_unavailable}, {@code
 * account_closed}, {@code account_frozen}, {@code same_account}, {@code currency_mismatch}, {@code insufficient_funds}, {@code
 * ceiling_exceeded}, {@code amount_out_of_range}. All from {@code account_closed} on are kept with their key and replayed; those before are a
 * new try each time, since what stands in the way can pass.
 *
 * <p>A subscriber pays from its own wallets, deposits into them and sees the movements of its own wallets alone; the payee's wallet may be
 * anybody's of the tenant.
 */
@Component
public final class Payments {
    /** Whose accounts a payment may move, besides wallets. */
    public static final AccountOwner OWNER = new AccountOwner("payments");

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Wallets wallets;
    private final FundingAccounts funding;
    private final Subscribers subscribers;
    private final Tenants tenants;
    private final Ledger ledger;
    private final Idempotency idempotency;
    private final PaymentRows rows;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    Payments(
            Wallets wallets,
            FundingAccounts funding,
            Subscribers subscribers,
            Tenants tenants,
            Ledger ledger,
            Idempotency idempotency,
            PaymentRows rows,
            Transactions transactions,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.wallets = wallets;
        this.funding = funding;
        this.subscribers = subscribers;
        this.tenants = tenants;
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.rows = rows;
        this.transactions = transactions;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** Moves money from one wallet to another, once for each key. */
    public OnceOutcome create(Caller caller, CreatePayment request, Once<PaymentOutcome> once) {
        return idempotency.alone(once.key(), () -> {
            Optional<Wallet> from = own(caller, request.from());
            Optional<Wallet> to = wallets.find(caller.tenant(), request.to());
            if (from.isEmpty() || to.isEmpty()) {
                return refuse(caller, Payment.Kind.PAYMENT, ProblemCode.NOT_FOUND, once);
            }
            Optional<ProblemCode> unknown =
                    notKnown(caller.tenant(), from.get().subscriber(), to.get().subscriber());
            if (unknown.isPresent()) {
                return refuse(caller, Payment.Kind.PAYMENT, unknown.get(), once);
            }
            Movement movement = new Movement(
                    caller,
                    new PaymentId(ids.next()),
                    Payment.Kind.PAYMENT,
                    from.get().id(),
                    to.get().id(),
                    request.amount(),
                    request.description());
            return post(
                    movement,
                    from.get().subscriber(),
                    Posting.of(from.get().account(), to.get().account(), request.amount()),
                    once);
        });
    }

    /** Puts play money into a wallet of a test tenant, once for each key; a live tenant has no such rail. */
    public OnceOutcome deposit(Caller caller, CreateDeposit request, Once<PaymentOutcome> once) {
        return idempotency.alone(once.key(), () -> {
            TenantId tenant = caller.tenant();
            Optional<Wallet> to = own(caller, request.to());
            if (to.isEmpty()) {
                return refuse(caller, Payment.Kind.DEPOSIT, ProblemCode.NOT_FOUND, once);
            }
            SubscriberId owner = to.get().subscriber();
            Optional<ProblemCode> unknown = notKnown(tenant, owner, owner);
            if (unknown.isPresent()) {
                return refuse(caller, Payment.Kind.DEPOSIT, unknown.get(), once);
            }
            if (tenants.mode(tenant) == TenantMode.LIVE) {
                return refuse(caller, Payment.Kind.DEPOSIT, ProblemCode.RAIL_UNAVAILABLE, once);
            }
            Money amount = request.amount();
            Movement movement = new Movement(
                    caller,
                    new PaymentId(ids.next()),
                    Payment.Kind.DEPOSIT,
                    null,
                    to.get().id(),
                    amount,
                    null);
            AccountNumber source = funding.account(tenant, amount.currency());
            return post(movement, owner, Posting.of(source, to.get().account(), amount), once);
        });
    }

    /** The payment, if the caller's tenant has it and the caller reaches one of its sides; the read is audited. */
    public Optional<Payment> find(Caller caller, PaymentId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<Payment> found = rows.find(caller.tenant(), id).filter(payment -> reaches(caller, payment));
            found.ifPresent(payment -> audit.record(AuditEvent.read(caller, "payment.read", id.toString())));
            return found;
        });
    }

    /** Payments and deposits that the caller reaches, newest first; the read is audited as one event with the count. */
    public Page<Payment> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<Payment> found = SubscriberId.of(caller)
                    .map(own -> rows.listOf(caller.tenant(), wallets.of(caller.tenant(), own), paging))
                    .orElseGet(() -> rows.list(caller.tenant(), paging.before(), paging.rows()));
            Page<Payment> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "payment.list", "payments").with("count", count));
            return page;
        });
    }

    /** The wallet, unless the caller is a subscriber and it is somebody else's. */
    private Optional<Wallet> own(Caller caller, WalletId id) {
        return wallets.find(caller.tenant(), id)
                .filter(wallet -> wallet.subscriber().isReachedBy(caller));
    }

    private boolean reaches(Caller caller, Payment payment) {
        return SubscriberId.of(caller).isEmpty()
                || own(caller, payment.to()).isPresent()
                || (payment.from() != null && own(caller, payment.from()).isPresent());
    }

    /** Why money may not move between these two, as far as the program must know them. */
    private Optional<ProblemCode> notKnown(TenantId tenant, SubscriberId payer, SubscriberId payee) {
        Map<SubscriberId, Kyc> known = subscribers.kyc(tenant, List.of(payer, payee));
        if (known.getOrDefault(payer, Kyc.NONE).status() != KycStatus.APPROVED) {
            return Optional.of(ProblemCode.SUBSCRIBER_NOT_APPROVED);
        }
        return known.getOrDefault(payee, Kyc.NONE).status() == KycStatus.APPROVED
                ? Optional.empty()
                : Optional.of(ProblemCode.PAYEE_UNAVAILABLE);
    }

    private OnceOutcome post(Movement movement, SubscriberId describer, Posting posting, Once<PaymentOutcome> once) {
        TenantId tenant = movement.caller().tenant();
        String said = movement.description();
        Optional<PaymentRows.Sealed> description =
                said == null ? Optional.empty() : seal(tenant, movement.id(), describer, said);
        if (said != null && description.isEmpty()) {
            return refuse(movement.caller(), movement.kind(), ProblemCode.SUBSCRIBER_NOT_APPROVED, once);
        }
        PostingReceipt receipt = ledger.post(new PostingUnit(
                tenant,
                Set.of(OWNER, Wallets.OWNER),
                List.of(posting),
                once.key(),
                new MovementConsequences(movement, description.orElse(null), once, ids),
                clock.instant().plus(PATIENCE)));
        return switch (receipt) {
            case PostingReceipt.Decided(var outcome, var answer) ->
                new OnceOutcome.Fresh(answer == null || said != null ? answer(outcome, movement, once) : answer);
            case PostingReceipt.Replayed(var answer) -> new OnceOutcome.Replayed(answer);
            case PostingReceipt.KeyReused() -> new OnceOutcome.KeyReused();
            case PostingReceipt.Overloaded(int seconds) -> new OnceOutcome.Overloaded(seconds);
            case PostingReceipt.DeadlineExceeded() -> new OnceOutcome.DeadlineExceeded();
        };
    }

    /** The description as it is stored; empty if its payer's data was erased: no key is made for such a one. */
    private Optional<PaymentRows.Sealed> seal(TenantId tenant, PaymentId id, SubscriberId payer, String description) {
        return transactions.in(
                tenant,
                () -> subscribers.isServedToWrite(tenant, payer)
                        ? Optional.of(rows.seal(tenant, id, payer, description))
                        : Optional.empty());
    }

    /** The answer as it is not kept with its key: to a refusal, or with a description. */
    private static StoredAnswer answer(PostingOutcome outcome, Movement movement, Once<PaymentOutcome> once) {
        return switch (outcome) {
            case PostingOutcome.Refused refused ->
                once.answer().apply(new PaymentOutcome.Refused(refused.reason().problem()));
            case PostingOutcome.Posted posted ->
                once.answer().apply(new PaymentOutcome.Posted(movement.posted(posted.first())));
        };
    }

    /** Refuses before anything was handed to the ledger; what the key says of an earlier request comes first. */
    private OnceOutcome refuse(Caller caller, Payment.Kind kind, ProblemCode reason, Once<PaymentOutcome> once) {
        return idempotency.before(once.key()).orElseGet(() -> {
            audit.recordAlone(AuditEvent.refused(caller, kind.code() + ".create", kind.code(), reason.code())
                    .withIdempotencyKey(once.key().key()));
            return new OnceOutcome.Fresh(once.answer().apply(new PaymentOutcome.Refused(reason)));
        });
    }
}
