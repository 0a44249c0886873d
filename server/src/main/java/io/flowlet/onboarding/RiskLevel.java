package io.flowlet.onboarding;

import java.util.Locale;

/** The band of investor suitability: how much risk of investments fits the person. Says nothing about money laundering. */
public enum RiskLevel {
    LOW,
    MEDIUM,
    HIGH;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
