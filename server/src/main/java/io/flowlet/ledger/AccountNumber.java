package io.flowlet.ledger;

/**
 * Names an account inside: what other modules store beside their own rows and hand to {@link Ledger#post}. Never shown outside.
 *
 * @param value positive, unique over all tenants
 */
public record AccountNumber(long value) implements Comparable<AccountNumber> {
    public AccountNumber {
        if (value <= 0) {
            throw new IllegalArgumentException("an account number is positive: " + value);
        }
    }

    @Override
    public int compareTo(AccountNumber other) {
        return Long.compare(value, other.value);
    }
}
