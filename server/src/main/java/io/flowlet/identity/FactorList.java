package io.flowlet.identity;

import java.util.List;

/**
 * A person's second factors.
 *
 * @param recoveryCodes how many are left
 * @param required whether the person must have one
 */
public record FactorList(List<Factor> factors, int recoveryCodes, boolean required) {
    public FactorList {
        factors = List.copyOf(factors);
    }
}
