package io.flowlet.ledger.internal;

import io.flowlet.approvals.Change;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AskAdjustment;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.ProgramCommand;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.money.MoneyRefusal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An adjustment as a request for an approval keeps it. */
public final class AdjustmentTerms {
    private static final String LEGS = "legs";
    private static final String DEBIT = "debit_account_id";
    private static final String CREDIT = "credit_account_id";
    private static final String AMOUNT = "amount";
    private static final String VALUE = "value";
    private static final String CURRENCY = "currency";
    private static final String VALUE_AT = "value_at";

    private AdjustmentTerms() {}

    /** What would be posted. */
    public static Map<String, @Nullable Object> of(AskAdjustment asked) {
        Map<String, @Nullable Object> after = new HashMap<>();
        after.put(LEGS, asked.legs().stream().map(AdjustmentTerms::leg).toList());
        after.put(VALUE_AT, Objects.toString(asked.valueAt(), null));
        return after;
    }

    private static Map<String, Object> leg(ProgramCommand.Leg leg) {
        return Map.of(DEBIT, leg.debit().toString(), CREDIT, leg.credit().toString(), AMOUNT, amount(leg.amount()));
    }

    private static Map<String, Object> amount(Money money) {
        return Map.of(VALUE, money.toDecimalString(), CURRENCY, money.currency().code());
    }

    /** What a checker is told of the accounts: whose they are, where they stand in the books, and what was on them. */
    public static Map<String, @Nullable Object> shown(Collection<LedgerAccount> accounts) {
        return Map.of(
                "accounts",
                accounts.stream()
                        .sorted(Comparator.comparing(account -> account.id().toString()))
                        .map(account -> Map.of(
                                "id", account.id().toString(),
                                "owner", account.owner().module(),
                                "gl_code", account.glCode(),
                                "name", account.name(),
                                "balance", amount(account.shown())))
                        .toList());
    }

    /** Its legs. */
    public static List<ProgramCommand.Leg> legs(Change change) {
        return ((List<?>) Objects.requireNonNull(change.after().get(LEGS)))
                .stream()
                        .map(leg -> (Map<?, ?>) Objects.requireNonNull(leg))
                        .map(AdjustmentTerms::leg)
                        .toList();
    }

    private static ProgramCommand.Leg leg(Map<?, ?> leg) {
        return new ProgramCommand.Leg(AccountId.of(text(leg, DEBIT)), AccountId.of(text(leg, CREDIT)), money((Map<?, ?>)
                Objects.requireNonNull(leg.get(AMOUNT))));
    }

    private static Money money(Map<?, ?> amount) {
        return switch (Money.parse(Currency.of(text(amount, CURRENCY)), text(amount, VALUE))) {
            case Money money -> money;
            case MoneyRefusal refusal -> throw new IllegalStateException("a stored amount is none: " + refusal);
        };
    }

    /** When it takes effect; null for the moment it is booked. */
    public static @Nullable Instant valueAt(Change change) {
        return change.after().get(VALUE_AT) instanceof String text ? Instant.parse(text) : null;
    }

    private static String text(Map<?, ?> object, String name) {
        return (String) Objects.requireNonNull(object.get(name));
    }
}
