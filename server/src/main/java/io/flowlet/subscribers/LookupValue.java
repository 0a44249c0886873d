package io.flowlet.subscribers;

import io.flowlet.vault.IndexInput;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A whole value by which a subscriber is found, in the one spelling that its index is made of. Shows its field only.
 *
 * @see IndexInput
 */
public record LookupValue(LookupField field, IndexInput input) {
    /** Empty if {@code text} is no address. */
    public static Optional<LookupValue> email(String text) {
        return IndexInput.email(text).map(input -> new LookupValue(LookupField.EMAIL, input));
    }

    /** Empty if {@code text} is no number of E.164. */
    public static Optional<LookupValue> phone(String text) {
        return IndexInput.phone(text).map(input -> new LookupValue(LookupField.PHONE, input));
    }

    /** Whatever the document, and whoever issued it. Empty if {@code text} is no number of one. */
    public static Optional<LookupValue> documentNumber(String text) {
        return IndexInput.documentNumber(text).map(input -> new LookupValue(LookupField.DOCUMENT_NUMBER, input));
    }

    /** Empty if a part of the name is. */
    public static Optional<LookupValue> nameAndBirthDate(String given, String family, LocalDate birthOn) {
        return IndexInput.nameAndBirthDate(given, family, birthOn)
                .map(input -> new LookupValue(LookupField.NAME_AND_BIRTH_DATE, input));
    }

    @Override
    public String toString() {
        return "LookupValue[" + field.code() + "]";
    }
}
