package io.flowlet.wallets;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.ChartOfAccounts;
import io.flowlet.ledger.Entry;
import io.flowlet.ledger.Ledger;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.money.Currency;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import io.flowlet.wallets.internal.WalletRows;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Opens and reads wallets of the caller's tenant; a subscriber reaches its own alone, and anybody else's is not there. Each act is audited in
 * its own transaction or in the one that is open. Thread-safe.
 */
@Component
public final class Wallets {
    /** Whose accounts wallets stand on: only this module and {@code payments} move them. */
    public static final AccountOwner OWNER = new AccountOwner("wallets");

    private final Transactions transactions;
    private final WalletRows rows;
    private final Subscribers subscribers;
    private final Ledger ledger;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;

    Wallets(
            Transactions transactions,
            WalletRows rows,
            Subscribers subscribers,
            Ledger ledger,
            AuditLog audit,
            Outbox outbox,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.subscribers = subscribers;
        this.ledger = ledger;
        this.audit = audit;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Opens a wallet that cannot be overdrawn; empty if the tenant has no such subscriber. Joins the open transaction. */
    public Optional<Wallet> open(Caller caller, SubscriberId subscriber, Currency currency) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            if (!subscriber.isReachedBy(caller) || !subscribers.existsToWrite(tenant, subscriber)) {
                return Optional.empty();
            }
            LedgerAccount account = ledger.openAccount(
                    tenant,
                    new OpenAccount(
                            OWNER,
                            AccountKind.LIABILITY,
                            currency,
                            ChartOfAccounts.CUSTOMER_FUNDS,
                            "wallet",
                            OpenAccount.Bounds.NOT_BELOW_ZERO));
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Wallet wallet = new Wallet(new WalletId(ids.next()), subscriber, currency, account.number(), now);
            String id = wallet.id().toString();
            rows.insert(tenant, wallet);
            audit.record(AuditEvent.done(caller, "wallet.open", id)
                    .with("subscriber", subscriber.toString())
                    .with("currency", currency.code()));
            outbox.write(List.of(new OutboxEvent(ids.next(), tenant, "wallet.opened", id)));
            return Optional.of(wallet);
        });
    }

    /** The wallet, for modules that act on it; not audited, for the act itself is. */
    public Optional<Wallet> find(TenantId tenant, WalletId id) {
        return rows.known(tenant, id).or(() -> transactions.in(tenant, () -> rows.find(tenant, id)));
    }

    /** The wallet, if the caller's tenant has it; the read is audited. */
    public Optional<Wallet> read(Caller caller, WalletId id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<Wallet> found = reached(caller, rows.find(caller.tenant(), id));
            found.ifPresent(wallet -> audit.record(AuditEvent.read(caller, "wallet.read", id.toString())));
            return found;
        });
    }

    /**
     * Wallets, newest first; the read is audited as one event with the count.
     *
     * @param subscriber only this one's; null for all that the caller reaches
     * @return empty if the caller does not reach {@code subscriber}
     */
    public Optional<Page<Wallet>> list(Caller caller, @Nullable SubscriberId subscriber, Paging paging) {
        if (subscriber != null && !subscriber.isReachedBy(caller)) {
            return Optional.empty();
        }
        SubscriberId owner = SubscriberId.of(caller).orElse(subscriber);
        return Optional.of(transactions.in(caller.tenant(), () -> {
            List<Wallet> found = rows.list(caller.tenant(), owner, paging);
            Page<Wallet> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            long count = page.data().size();
            audit.record(AuditEvent.read(caller, "wallet.list", "wallets").with("count", count));
            return page;
        }));
    }

    /** Whose wallets they are, for modules that act on them; not audited. */
    public List<WalletId> of(TenantId tenant, SubscriberId subscriber) {
        return transactions.in(tenant, () -> rows.of(tenant, subscriber));
    }

    /** The wallet's account with what it holds; empty if the caller's tenant has no such wallet. The read is audited. */
    public Optional<LedgerAccount> balance(Caller caller, WalletId id) {
        return transactions.in(
                caller.tenant(),
                () -> reached(caller, find(caller.tenant(), id)).map(wallet -> {
                    audit.record(AuditEvent.read(caller, "wallet.balance", id.toString()));
                    return ledger.account(caller.tenant(), wallet.account()).orElseThrow();
                }));
    }

    /** The wallet's history, newest first; empty if the caller's tenant has no such wallet. The read is audited. */
    public Optional<Page<Entry>> entries(Caller caller, WalletId id, Paging paging) {
        return transactions.in(
                caller.tenant(),
                () -> reached(caller, find(caller.tenant(), id)).map(wallet -> {
                    Page<Entry> page = ledger.entries(caller.tenant(), wallet.account(), paging);
                    long count = page.data().size();
                    audit.record(AuditEvent.read(caller, "wallet.entries", id.toString())
                            .with("count", count));
                    return page;
                }));
    }

    private static Optional<Wallet> reached(Caller caller, Optional<Wallet> found) {
        return found.filter(wallet -> wallet.subscriber().isReachedBy(caller));
    }
}
