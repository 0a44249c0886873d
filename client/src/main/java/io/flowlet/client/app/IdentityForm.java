package io.flowlet.client.app;

import io.flowlet.client.pages.Form;
import io.flowlet.sdk.Kys.Address;
import io.flowlet.sdk.Kys.Identity;
import io.flowlet.sdk.problem.FieldFault;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form in which somebody says who they are. */
final class IdentityForm {
    private static final int NAME_CHARS = 100;
    private static final int LINE_CHARS = 100;
    private static final int POSTAL_CODE_CHARS = 16;

    private IdentityForm() {}

    /** Empty when a field cannot be used, which {@code form} then says. */
    static Optional<Identity> read(Form form) {
        String given = form.required("given_name", NAME_CHARS, "Enter your given name");
        String family = form.required("family_name", NAME_CHARS, "Enter your family name");
        LocalDate birth = birth(form);
        String nationality = country(form, "nationality", "Choose your nationality");
        String line1 = form.required("line1", LINE_CHARS, "Enter street and number");
        String line2 = form.optional("line2", LINE_CHARS);
        String postalCode = form.required("postal_code", POSTAL_CODE_CHARS, "Enter your postal code");
        String city = form.required("city", LINE_CHARS, "Enter your town or city");
        String country = country(form, "country", "Choose the country you live in");
        if (!form.isSound() || birth == null) {
            return Optional.empty();
        }
        Address address = new Address(line1, line2.isEmpty() ? null : line2, city, postalCode, country);
        return Optional.of(new Identity(null, given, family, birth, nationality, country, address));
    }

    private static @Nullable LocalDate birth(Form form) {
        String written = form.required("birth_on", 10, "Enter your date of birth");
        try {
            return written.isEmpty() ? null : LocalDate.parse(written);
        } catch (DateTimeException e) {
            form.fault("birth_on", "Enter the date as year-month-day, for example 1990-01-31");
            return null;
        }
    }

    private static String country(Form form, String name, String whenEmpty) {
        String code = form.value(name);
        if (!Countries.isOne(code)) {
            form.fault(name, whenEmpty);
        }
        return code;
    }

    /** The field for a member that the API refused. */
    static String field(FieldFault fault) {
        String last = Form.lastOf(fault);
        return switch (last) {
            case "given_name",
                    "family_name",
                    "birth_on",
                    "nationality",
                    "line1",
                    "line2",
                    "city",
                    "postal_code",
                    "country" -> last;
            case "residence_country" -> "country";
            default -> "";
        };
    }
}
