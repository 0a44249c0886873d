package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.onboarding.OnboardingStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What a caller of any sort is shown, for tests that have no token of that sort. */
public final class StatusJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private StatusJson() {}

    public static JsonNode of(Caller caller, OnboardingStatus status) {
        return JSON.valueToTree(StatusView.of(caller, status));
    }
}
