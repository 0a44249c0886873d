package io.flowlet.onboarding;

import io.flowlet.identity.LegacyHash;
import io.flowlet.subscribers.RegisterSubscriber;

/** Asks that somebody whom another system served becomes a subscriber, and keeps the password. */
public record ImportPerson(RegisterSubscriber person, LegacyHash password) {
    @Override
    public String toString() {
        return "ImportPerson[…]";
    }
}
