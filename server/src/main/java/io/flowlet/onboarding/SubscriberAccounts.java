package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.http.FieldFault;
import io.flowlet.subscribers.SubscriberId;
import java.util.List;

/** What sign-up needs of whoever keeps the accounts that people sign in with. */
interface SubscriberAccounts {
    /** What came of a password. */
    sealed interface Preparation {
        /** @param opening makes the account */
        record Taken(Opening opening) implements Preparation {}

        /** @param faults pointers into the sign-up */
        record Refused(List<FieldFault> faults) implements Preparation {}
    }

    /** Makes the account inside the open transaction of the caller's tenant. */
    interface Opening {
        /** False, with nothing done, if somebody has an account with this address. */
        boolean create(Caller caller, SubscriberId subscriber, String email);
    }

    /**
     * Judges and hashes a password; outside of any transaction, for it waits for a processor.
     *
     * @param own what others know of the person
     */
    Preparation prepare(String password, List<String> own);
}
