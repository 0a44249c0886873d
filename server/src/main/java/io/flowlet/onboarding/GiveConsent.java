package io.flowlet.onboarding;

import io.flowlet.subscribers.SubscriberId;

/** Agrees to a notice as it was shown. */
public record GiveConsent(
        SubscriberId subscriber, String purpose, int noticeVersion, String noticeHash, String language) {}
