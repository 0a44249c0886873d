package io.flowlet.cli;

import io.flowlet.cli.ImportOptions.Form;
import io.flowlet.identity.LegacyHash;
import io.flowlet.onboarding.ImportPerson;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber.PersonName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One line of a file of users, judged: either a person or what is wrong, without anything of the person. */
sealed interface ImportedLine {
    String EMAIL = "email";
    String GIVEN_NAME = "given_name";
    String FAMILY_NAME = "family_name";
    String HASH = "password_hash";
    String SALT = "salt";

    record Person(ImportPerson asked) implements ImportedLine {}

    record Faulty(String reason) implements ImportedLine {}

    /** What the file must have. */
    static Set<String> columns(Form form) {
        return form.isSalted()
                ? Set.of(EMAIL, GIVEN_NAME, FAMILY_NAME, HASH, SALT)
                : Set.of(EMAIL, GIVEN_NAME, FAMILY_NAME, HASH);
    }

    static ImportedLine of(ImportFile.Row row, Form form) {
        if (row.fault() != null) {
            return new Faulty(row.fault());
        }
        Map<String, String> fields = row.fields();
        String email = fields.getOrDefault(EMAIL, "").strip();
        PersonName name = new PersonName(
                fields.getOrDefault(GIVEN_NAME, "").strip(),
                fields.getOrDefault(FAMILY_NAME, "").strip());
        Optional<String> fault = Checks.fault(email, name);
        return fault.isPresent() ? new Faulty(fault.get()) : hashed(fields, form, new RegisterSubscriber(name, email));
    }

    private static ImportedLine hashed(Map<String, String> fields, Form form, RegisterSubscriber person) {
        Optional<byte[]> digest = form.hash()
                .decode(fields.getOrDefault(HASH, "").strip())
                .filter(bytes -> bytes.length == LegacyHash.BYTES);
        if (digest.isEmpty()) {
            return new Faulty(
                    "password_hash is no SHA-256 in " + form.hash().name().toLowerCase(Locale.ROOT));
        }
        if (!form.isSalted()) {
            return new Person(new ImportPerson(person, LegacyHash.of(form.salted(), null, digest.get())));
        }
        Optional<byte[]> salt = form.salt()
                .decode(fields.getOrDefault(SALT, ""))
                .filter(bytes -> bytes.length > 0 && bytes.length <= LegacyHash.LONGEST_SALT);
        if (salt.isEmpty()) {
            return new Faulty(
                    "salt is not 1 to 64 bytes in " + form.salt().name().toLowerCase(Locale.ROOT));
        }
        return Checks.isTelling(salt.get(), person)
                ? new Faulty("salt tells the person's address or name, and salts are not kept as ciphertext")
                : new Person(new ImportPerson(person, LegacyHash.of(form.salted(), salt.get(), digest.get())));
    }

    /** The rules of {@code POST /v1/subscribers}, and of salts. */
    final class Checks {
        private static final Pattern ADDRESS = Pattern.compile("[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+");
        private static final int LONGEST_ADDRESS = 254;
        private static final int LONGEST_NAME = 100;
        private static final int SHORTEST_WORD = 3;

        private Checks() {}

        private static Optional<String> fault(String email, PersonName name) {
            if (email.length() > LONGEST_ADDRESS || !ADDRESS.matcher(email).matches()) {
                return Optional.of("email is no e-mail address");
            }
            if (!isName(name.given())) {
                return Optional.of("given_name is not 1 to 100 characters");
            }
            return isName(name.family()) ? Optional.empty() : Optional.of("family_name is not 1 to 100 characters");
        }

        private static boolean isName(String text) {
            return !text.isBlank()
                    && text.length() <= LONGEST_NAME
                    && text.chars().noneMatch(Character::isISOControl);
        }

        private static boolean isTelling(byte[] salt, RegisterSubscriber person) {
            String text = new String(salt, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            String email = person.email();
            return Stream.of(
                            email.substring(0, email.indexOf('@')),
                            person.name().given(),
                            person.name().family())
                    .map(word -> word.toLowerCase(Locale.ROOT))
                    .anyMatch(word -> word.length() >= SHORTEST_WORD && text.contains(word));
        }
    }
}
