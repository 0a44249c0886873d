package io.flowlet.ledger;

import java.util.regex.Pattern;

/**
 * The module through whose facade an account moves, and no other way: monitoring, limits and step-up live there.
 *
 * @param module name of a module; {@link #PROGRAM} for accounts that the program opened for itself through {@code /v1/ledger}
 */
public record AccountOwner(String module) {
    private static final Pattern FORM = Pattern.compile("[a-z]{1,20}");

    /** The program itself. */
    public static final AccountOwner PROGRAM = new AccountOwner("program");

    public AccountOwner {
        if (!FORM.matcher(module).matches()) {
            throw new IllegalArgumentException("no module name: " + module);
        }
    }
}
