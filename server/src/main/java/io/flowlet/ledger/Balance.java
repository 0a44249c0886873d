package io.flowlet.ledger;

import io.flowlet.money.Money;

/**
 * What an account holds, {@code credits - debits}.
 *
 * @param posted settled
 * @param heldOut what holds will debit, not negative
 * @param heldIn what holds will credit, not negative
 * @param version number of the entry that this is the balance after; 0 for an account without entries
 */
public record Balance(Money posted, Money heldOut, Money heldIn, long version) {
    /** What a debit can count on before the floor: posted less what holds will take. */
    public Money available() {
        return posted.minus(heldOut);
    }
}
