package io.flowlet.identity;

import java.util.List;

/** What came of somebody's wish to change the own second factors. */
public sealed interface FactorChange {
    /** The authenticator app may take this; it counts when a code of it comes back with {@code held}. */
    record Offered(String held, TotpOffer offer) implements FactorChange {
        @Override
        public String toString() {
            return "Offered[…]";
        }
    }

    /** The device may make a passkey of this; it counts when what it made comes back. */
    record PasskeyOffered(NewPasskey passkey) implements FactorChange {}

    /** It was done, and the recovery codes stay as they are. */
    record Done() implements FactorChange {}

    /** It was done, and these recovery codes are shown this once in the place of all others. */
    record Made(List<String> recoveryCodes) implements FactorChange {
        public Made {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        @Override
        public String toString() {
            return "Made[…]";
        }
    }

    /** There is no second factor any more, and no recovery code. */
    record Removed() implements FactorChange {}

    /** The password is not right. */
    record WrongPassword() implements FactorChange {}

    /** The password was wrong too often from this network; nothing was compared. */
    record TooManyAttempts(int retryAfterSeconds) implements FactorChange {}

    /** The code, or the passkey, is not of what was offered. */
    record WrongCode() implements FactorChange {}

    /** The person signed in without the second factor that the account has by now, or the session has ended. */
    record NotProven() implements FactorChange {}

    /** The person must have one, or has none to remove or make codes for. */
    record NotPossible() implements FactorChange {}
}
