package io.flowlet.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** {@code db/data-classes.csv}: what the columns of every table hold. */
public final class DataClasses {
    /** What a column may hold, and so how it must be kept. */
    public enum DataClass {
        PERSONAL("ciphertext under a key of the person and purpose, bound to its row"),
        CONFIDENTIAL("ciphertext under the tenant's own key, bound to its row"),
        INDEX("keyed digest by which a person is found"),
        DIGEST("digest of a secret"),
        KEY("wrapped by another key"),
        LINKED("belongs to a person only for whoever can read the rows above"),
        PLAIN("names nobody");

        private final String told;

        DataClass(String told) {
            this.told = told;
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public String told() {
            return told;
        }

        /** Whether each value is a ciphertext of the vault. */
        public boolean isSealed() {
            return this == PERSONAL || this == CONFIDENTIAL;
        }
    }

    /**
     * Columns of one table that are of one class for one reason.
     *
     * @param why the purpose of personal data, the kind of a digest; may be empty
     */
    public record Columns(String table, DataClass dataClass, List<String> names, String why) {
        static Columns parse(String line) {
            String[] cells = line.split(",", 4);
            if (cells.length != 4) {
                throw new IllegalStateException("data-classes.csv: \"" + line + "\" has not four cells");
            }
            return new Columns(
                    cells[0],
                    DataClass.valueOf(cells[1].toUpperCase(Locale.ROOT)),
                    Arrays.asList(cells[2].split(" ")),
                    cells[3]);
        }
    }

    private DataClasses() {}

    public static List<Columns> all() {
        try (InputStream csv = Objects.requireNonNull(DataClasses.class.getResourceAsStream("/db/data-classes.csv"))) {
            return new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Columns::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
