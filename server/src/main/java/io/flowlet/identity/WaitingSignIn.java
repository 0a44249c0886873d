package io.flowlet.identity;

import java.util.UUID;

/**
 * A sign-in of which the password was right.
 *
 * @param enrols whether the person has no second factor and sets one up first
 * @param enrolled whether that was done
 */
public record WaitingSignIn(UUID account, boolean enrols, boolean enrolled) {}
