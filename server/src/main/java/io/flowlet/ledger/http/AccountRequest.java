package io.flowlet.ledger.http;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an account of the program.
 *
 * @param name a label that looks like a code, without personal data
 * @param minBalance least balance on the account's normal side; absent for none
 * @param maxBalance greatest balance on the account's normal side; absent for none
 */
record AccountRequest(
        @NotNull
        @Pattern(
                regexp = "[a-z0-9_.:-]{1,64}",
                message = "takes 1 to 64 of a-z, 0-9, underscore, dot, colon and hyphen")
        String name,

        @NotNull AccountKind kind,
        @NotNull Currency currency,

        @NotNull @Pattern(regexp = "[0-9]{4,8}", message = "has 4 to 8 digits")
        String glCode,

        @Nullable Money minBalance,
        @Nullable Money maxBalance) {

    /**
     * The account to open.
     *
     * @throws Refusal {@code body_invalid}: a limit in another currency, or a least balance above the greatest
     */
    OpenAccount account() {
        Long least = minor("/min_balance", minBalance);
        Long most = minor("/max_balance", maxBalance);
        if (least != null && most != null && least > most) {
            throw fault("/min_balance", "above_max_balance", "The least balance is above the greatest.");
        }
        return new OpenAccount(AccountOwner.PROGRAM, kind, currency, glCode, name, bounds(least, most));
    }

    /** The ledger counts credits less debits: on the debit side least and greatest change places and sign. */
    private OpenAccount.Bounds bounds(@Nullable Long least, @Nullable Long most) {
        return switch (kind.normalSide()) {
            case CREDIT -> new OpenAccount.Bounds(least, most);
            case DEBIT -> new OpenAccount.Bounds(negated(most), negated(least));
        };
    }

    private static @Nullable Long negated(@Nullable Long minor) {
        return minor == null ? null : -minor;
    }

    private @Nullable Long minor(String pointer, @Nullable Money limit) {
        if (limit == null) {
            return null;
        }
        if (!limit.currency().equals(currency)) {
            throw fault(pointer, "other_currency", "A limit is in the account's currency.");
        }
        if (limit.minor() == Long.MIN_VALUE) {
            throw fault(pointer, "amount_out_of_range", "This amount is larger than any that can be held.");
        }
        return limit.minor();
    }

    private static Refusal fault(String pointer, String code, String detail) {
        return Refusal.of(ProblemCode.BODY_INVALID, List.of(new FieldFault(pointer, code, detail)));
    }
}
