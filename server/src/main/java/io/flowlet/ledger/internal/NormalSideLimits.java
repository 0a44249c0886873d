package io.flowlet.ledger.internal;

import io.flowlet.http.FieldFault;
import io.flowlet.ledger.ChangeAccount;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.NormalSide;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits of an account after a change, which names them on its normal side.
 *
 * @param faults of the change; when there are some, {@code bounds} are the old ones
 */
record NormalSideLimits(OpenAccount.Bounds bounds, List<FieldFault> faults) {
    static NormalSideLimits of(LedgerAccount account, ChangeAccount change) {
        List<FieldFault> faults = new ArrayList<>();
        OpenAccount.Bounds old = account.bounds();
        boolean credit = account.normalSide() == NormalSide.CREDIT;
        Long leastBefore = credit ? old.floor() : negated(old.ceiling());
        Long mostBefore = credit ? old.ceiling() : negated(old.floor());
        Long least = limit(account, "/min_balance", change.least(), leastBefore, faults);
        Long most = limit(account, "/max_balance", change.most(), mostBefore, faults);
        if (faults.isEmpty() && least != null && most != null && least > most) {
            String pointer = change.least() == null ? "/max_balance" : "/min_balance";
            faults.add(new FieldFault(pointer, "above_max_balance", "The least balance is above the greatest."));
        }
        if (!faults.isEmpty()) {
            return new NormalSideLimits(old, faults);
        }
        return new NormalSideLimits(
                credit ? new OpenAccount.Bounds(least, most) : new OpenAccount.Bounds(negated(most), negated(least)),
                List.of());
    }

    private static @Nullable Long limit(
            LedgerAccount account,
            String pointer,
            ChangeAccount.@Nullable Limit change,
            @Nullable Long before,
            List<FieldFault> faults) {
        if (change == null) {
            return before;
        }
        Money amount = change.amount();
        if (amount == null) {
            return null;
        }
        if (!amount.currency().equals(account.currency())) {
            faults.add(new FieldFault(pointer, "other_currency", "A limit is in the account's currency."));
        } else if (amount.minor() == Long.MIN_VALUE) {
            faults.add(
                    new FieldFault(pointer, "amount_out_of_range", "This amount is larger than any that can be held."));
        }
        return amount.minor();
    }

    private static @Nullable Long negated(@Nullable Long minor) {
        return minor == null ? null : -minor;
    }
}
