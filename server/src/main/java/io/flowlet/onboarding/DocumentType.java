package io.flowlet.onboarding;

import java.util.Locale;

/** Papers by which a person can be identified. Codes are stored, never reused. */
public enum DocumentType {
    PASSPORT,
    IDENTITY_CARD,
    RESIDENCE_PERMIT,
    DRIVING_LICENCE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
