package io.flowlet.ledger;

import io.flowlet.money.Currency;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new, empty account.
 *
 * @param owner who may move it
 * @param glCode where it stands in the books, 4 to 8 digits
 * @param name a code-like label without personal data: 1 to 64 of {@code a-z 0-9 _ . : -}
 * @param bounds floor and ceiling
 */
public record OpenAccount(
        AccountOwner owner, AccountKind kind, Currency currency, String glCode, String name, Bounds bounds) {
    /** What {@link #glCode} looks like. */
    public static final Pattern GL_CODE = Pattern.compile("[0-9]{4,8}");

    /** What {@link #name} looks like. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9_.:-]{1,64}");

    public OpenAccount {
        if (!GL_CODE.matcher(glCode).matches()) {
            throw new IllegalArgumentException("a GL code has 4 to 8 digits: " + glCode);
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no code-like name");
        }
    }

    /**
     * Limits of a balance, in minor units of {@code credits - debits}.
     *
     * @param floor least {@code posted - held out} that a debit may leave; null for none. 0 for a wallet, negative for an overdraft
     * @param ceiling greatest {@code posted + held in} that a credit may leave; null for none. 0 keeps a bank account from going into credit
     */
    public record Bounds(@Nullable Long floor, @Nullable Long ceiling) {
        public static final Bounds NONE = new Bounds(null, null);

        /** For accounts that cannot be overdrawn. */
        public static final Bounds NOT_BELOW_ZERO = new Bounds(0L, null);
    }
}
