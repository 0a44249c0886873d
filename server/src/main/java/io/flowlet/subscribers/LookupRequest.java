package io.flowlet.subscribers;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ForCardNumbers;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom to look up, as a request says it: one value, or for {@code name_and_birth_date} a person. Text forms show the field only.
 *
 * @param value whole, however it is spelled; 1 to 254 characters
 */
public record LookupRequest(
        @NotNull LookupField field,
        @ForCardNumbers @Nullable @Size(min = 1, max = 254) String value,
        @Nullable @Valid LookupPerson person) {
    /** @param birthOn as the person declared it */
    public record LookupPerson(
            @NotBlank @Size(max = 100) String givenName,
            @NotBlank @Size(max = 100) String familyName,
            @NotNull LocalDate birthOn) {
        @Override
        public String toString() {
            return "LookupPerson[…]";
        }
    }

    /**
     * What it asks for.
     *
     * @param at where in the body it stands, a JSON pointer; empty for the body itself
     * @throws Refusal {@code body_invalid}
     */
    public LookupValue read(String at) {
        boolean byPerson = field == LookupField.NAME_AND_BIRTH_DATE;
        String asked = at + (byPerson ? "/person" : "/value");
        if (byPerson ? value != null : person != null) {
            throw refused(
                    at + (byPerson ? "/value" : "/person"),
                    "wrong_member",
                    "This field is looked up by another member.");
        }
        if (byPerson ? person == null : value == null) {
            throw refused(asked, "required", "This field is looked up by it.");
        }
        return parsed().orElseThrow(() -> refused(asked, "malformed_value", "This is no value of that field."));
    }

    private Optional<LookupValue> parsed() {
        return person != null
                ? LookupValue.nameAndBirthDate(person.givenName(), person.familyName(), person.birthOn())
                : parsed(field, value == null ? "" : value);
    }

    private static Optional<LookupValue> parsed(LookupField field, String value) {
        return switch (field) {
            case EMAIL -> LookupValue.email(value);
            case PHONE -> LookupValue.phone(value);
            case DOCUMENT_NUMBER -> LookupValue.documentNumber(value);
            case NAME_AND_BIRTH_DATE -> Optional.empty();
        };
    }

    private static Refusal refused(String pointer, String code, String detail) {
        return Refusal.of(ProblemCode.BODY_INVALID, List.of(new FieldFault(pointer, code, detail)));
    }

    @Override
    public String toString() {
        return "LookupRequest[" + field + "]";
    }
}
