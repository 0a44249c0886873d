package io.flowlet.identity;

import io.flowlet.actor.Caller;
import java.util.Optional;

/** Knows what a signed-in subscriber is called; implemented by the module that keeps names. */
public interface SubscriberNames {
    /** A person's name in clear: never log it. */
    record Name(String given, String family) {
        @Override
        public String toString() {
            return "Name[…]";
        }
    }

    /** The name of the subscriber who calls; the read is audited. */
    Optional<Name> own(Caller subscriber);
}
