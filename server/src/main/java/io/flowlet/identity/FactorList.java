package io.flowlet.identity;

import java.util.List;

/**
 * A person's second factors.
 *
 * @param factors the authenticator app, if there is one
 * @param passkeysOffered whether they work at this installation's address
 * @param recoveryCodes how many are left
 * @param required whether the person must have one
 */
public record FactorList(
        List<Factor> factors, List<Passkey> passkeys, boolean passkeysOffered, int recoveryCodes, boolean required) {
    public FactorList {
        factors = List.copyOf(factors);
        passkeys = List.copyOf(passkeys);
    }

    /** Whether there is one and no more. */
    boolean isLast() {
        return factors.size() + passkeys.size() == 1;
    }

    /** Whether there is none at all. */
    public boolean isEmpty() {
        return factors.isEmpty() && passkeys.isEmpty();
    }
}
