package io.flowlet.subscribers;

import io.flowlet.actor.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** By what subscribers can be looked up. Codes are stored, never reused. */
public enum LookupField {
    EMAIL(Purpose.SERVICE),
    PHONE(Purpose.KYC_RECORD),
    DOCUMENT_NUMBER(Purpose.KYC_RECORD),
    NAME_AND_BIRTH_DATE(Purpose.KYC_RECORD);

    private final Purpose purpose;

    LookupField(Purpose purpose) {
        this.purpose = purpose;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why the values are held: the indexes go with the key of this purpose. */
    public Purpose purpose() {
        return purpose;
    }

    /** Those that are held for {@code purpose}. */
    public static List<LookupField> of(Purpose purpose) {
        return Arrays.stream(values()).filter(field -> field.purpose == purpose).toList();
    }
}
