package io.flowlet.subscribers;

import io.flowlet.vault.IndexInput;
import java.util.Locale;
import java.util.Optional;

/** By what subscribers can be looked up. Codes are stored, never reused. */
public enum LookupField {
    EMAIL;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code value} as it is looked up; empty if it cannot be a value of this field. */
    public Optional<IndexInput> input(String value) {
        return switch (this) {
            case EMAIL -> IndexInput.email(value);
        };
    }
}
