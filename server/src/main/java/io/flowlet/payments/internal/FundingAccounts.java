package io.flowlet.payments.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.ChartOfAccounts;
import io.flowlet.ledger.Ledger;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.money.Currency;
import io.flowlet.payments.Payments;
import io.flowlet.tenants.Transactions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** A test tenant's source of play money: the account {@code demo_funding}, one for each currency, opened when first needed. */
@Component
public final class FundingAccounts {
    private static final String FIND = "select account_id from payments.funding where tenant_id = ? and currency = ?";
    private static final String INSERT =
            "insert into payments.funding (tenant_id, currency, account_id) values (?, ?, ?)";

    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final Ledger ledger;
    private final Map<Slot, AccountNumber> known = new ConcurrentHashMap<>(); // bounded by tenants x currencies

    FundingAccounts(Transactions transactions, JdbcTemplate jdbc, Ledger ledger) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    private record Slot(TenantId tenant, Currency currency) {}

    /** The account that deposits in {@code currency} come from. The caller has made sure that the tenant is a test tenant. */
    public AccountNumber account(TenantId tenant, Currency currency) {
        Slot slot = new Slot(tenant, currency);
        AccountNumber cached = known.get(slot);
        if (cached != null) {
            return cached;
        }
        AccountNumber account = find(slot).orElseGet(() -> open(slot));
        known.put(slot, account);
        return account;
    }

    private AccountNumber open(Slot slot) {
        try {
            return transactions.in(slot.tenant(), () -> {
                AccountNumber account = ledger.openAccount(
                                slot.tenant(),
                                new OpenAccount(
                                        Payments.OWNER,
                                        AccountKind.ASSET,
                                        slot.currency(),
                                        ChartOfAccounts.DEMO_FUNDING,
                                        "demo_funding",
                                        OpenAccount.Bounds.NONE))
                        .number();
                jdbc.update(
                        INSERT, slot.tenant().value(), (short) slot.currency().numericCode(), account.value());
                return account;
            });
        } catch (DuplicateKeyException e) {
            return find(slot).orElseThrow(() -> e); // somebody else opened it a moment ago
        }
    }

    private Optional<AccountNumber> find(Slot slot) {
        return transactions.in(
                slot.tenant(),
                () ->
                        jdbc
                                .queryForList(FIND, Long.class, slot.tenant().value(), (short)
                                        slot.currency().numericCode())
                                .stream()
                                .findFirst()
                                .map(AccountNumber::new));
    }
}
