package io.flowlet.ledger;

import io.flowlet.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Asks for another state or other limits of an account of the program.
 *
 * @param seen the account's revision that the caller saw; null when the caller named none
 * @param status null to leave it
 * @param least least balance on the account's normal side; null to leave it
 * @param most greatest balance on the account's normal side; null to leave it
 */
public record ChangeAccount(
        AccountId account,
        @Nullable Long seen,
        @Nullable AccountStatus status,
        @Nullable Limit least,
        @Nullable Limit most) {
    /**
     * A new limit.
     *
     * @param amount null for none
     */
    public record Limit(@Nullable Money amount) {}
}
