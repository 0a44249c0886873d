package io.flowlet.onboarding;

import io.flowlet.subscribers.KycTier;
import io.flowlet.subscribers.SubscriberId;
import org.jspecify.annotations.Nullable;

/** @param kysCase null while nothing has begun */
public record OnboardingStatus(
        SubscriberId subscriber, @Nullable KysCase kysCase, KycTier tier) {}
