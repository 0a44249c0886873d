package io.flowlet.ledger;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ledger.internal.AccountChanges;
import io.flowlet.money.Money;
import io.flowlet.tenants.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The accounts that a program opens for itself. Each act and each read is audited. Thread-safe. */
@Component
public final class ProgramAccounts {
    private static final String CHANGE = "ledger_account.change";

    private final Ledger ledger;
    private final LedgerHistory history;
    private final AccountChanges changes;
    private final Transactions transactions;
    private final AuditLog audit;

    ProgramAccounts(
            Ledger ledger, LedgerHistory history, AccountChanges changes, Transactions transactions, AuditLog audit) {
        this.ledger = ledger;
        this.history = history;
        this.changes = changes;
        this.transactions = transactions;
        this.audit = audit;
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
    public Optional<LedgerAccount> find(Caller caller, AccountId id) {
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

    /** Balance and holds of an account of the program as booked at {@code at} or before. */
    public Balance balanceAt(Caller caller, LedgerAccount account, Instant at) {
        return history.balanceAt(caller.tenant(), account.number(), at).orElseThrow();
    }

    /** Balance of an account of the program by value date, at {@code at} or before. */
    public Money balanceByValue(Caller caller, LedgerAccount account, Instant at) {
        try {
            return history.balanceByValue(caller.tenant(), account.number(), at).orElseThrow();
        } catch (ArithmeticException beyond) {
            throw Refusal.of(ProblemCode.AMOUNT_OUT_OF_RANGE);
        }
    }

    /** The program's own accounts, newest first. */
    public Page<LedgerAccount> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            Page<LedgerAccount> page = ledger.accountsOf(caller.tenant(), AccountOwner.PROGRAM, paging);
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "ledger_account.list", "ledger_accounts")
                    .with("count", count));
            return page;
        });
    }

    /**
     * Changes state or limits of an account.
     *
     * <p>Refusals in order of precedence: {@code not_found}, {@code account_controlled}, {@code precondition_required}, {@code
     * precondition_failed}, {@code body_invalid} (limits that do not fit the account or each other), {@code account_closed} (it is, for good),
     * {@code account_not_empty} (it would be).
     */
    public AccountChanged change(Caller caller, ChangeAccount request) {
        AccountChanged outcome = transactions.in(caller.tenant(), () -> changes.carryOut(caller, request));
        if (outcome instanceof AccountChanged.Refused(var reason, var faults)) {
            audit.recordAlone(
                    AuditEvent.refused(caller, CHANGE, request.account().toString(), reason.code()));
        }
        return outcome;
    }

    /** Whether the program may see and move this account here. */
    public static boolean isOwn(LedgerAccount account) {
        return account.owner().equals(AccountOwner.PROGRAM);
    }
}
