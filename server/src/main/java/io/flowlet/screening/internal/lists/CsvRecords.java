package io.flowlet.screening.internal.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of a delimited file one after the other, each on a line of its own, each with the same number of fields. */
final class CsvRecords {
    /** How OFAC writes that there is nothing. */
    private static final String NOTHING = "-0-";

    private static final char QUOTE = '"';

    private final String file;
    private final String text;
    private final int columns;
    private int at;
    private int line;

    CsvRecords(String file, byte[] bytes, int columns) throws ListRefused {
        this.file = file;
        this.text = CsvText.decode(file, bytes);
        this.columns = columns;
    }

    /** One record; nothing stands where the file says {@code -0-}. */
    record Row(String file, int line, List<@Nullable String> fields) {
        @Nullable
        String field(int column) {
            return fields.get(column);
        }

        /** A field that must not be nothing. */
        String required(int column) throws ListRefused {
            String value = fields.get(column);
            if (value == null || value.isBlank()) {
                throw refused("field %d must not be empty".formatted(column + 1));
            }
            return value;
        }

        /** A field that is a number of the list's. */
        String number(int column) throws ListRefused {
            String value = required(column);
            if (value.length() > 12 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw refused("field %d must be a number".formatted(column + 1));
            }
            return value;
        }

        ListRefused refused(String reason) {
            return new ListRefused(file, line, reason);
        }
    }

    /** The next record; empty after the last. */
    Optional<Row> next() throws ListRefused {
        if (at == text.length()) {
            return Optional.empty();
        }
        line++;
        int end = text.indexOf('\n', at);
        if (end < 0) {
            throw refused("is cut");
        }
        String record = text.substring(at, end > at && text.charAt(end - 1) == '\r' ? end - 1 : end);
        at = end + 1;
        List<@Nullable String> fields = fields(record);
        if (fields.size() != columns) {
            throw refused("has %d fields instead of %d".formatted(fields.size(), columns));
        }
        return Optional.of(new Row(file, line, fields));
    }

    private List<@Nullable String> fields(String record) throws ListRefused {
        List<@Nullable String> fields = new ArrayList<>();
        int i = 0;
        while (true) {
            StringBuilder field = new StringBuilder();
            while (i < record.length() && record.charAt(i) == ' ') {
                i++;
            }
            boolean quoted = i < record.length() && record.charAt(i) == QUOTE;
            i = quoted ? quoted(record, i + 1, field) : plain(record, i, field);
            String value = field.toString().strip();
            fields.add(!quoted && value.equals(NOTHING) ? null : value);
            if (i == record.length()) {
                return fields;
            }
            i++; // the comma
        }
    }

    /** Reads up to the comma or the end. */
    private int plain(String record, int from, StringBuilder field) throws ListRefused {
        int comma = record.indexOf(',', from);
        int end = comma < 0 ? record.length() : comma;
        if (record.substring(from, end).indexOf(QUOTE) >= 0) {
            throw refused("has a quotation mark inside a field");
        }
        field.append(record, from, end);
        return end;
    }

    private int quoted(String record, int from, StringBuilder field) throws ListRefused {
        int i = from;
        while (i < record.length()) {
            char c = record.charAt(i++);
            if (c != QUOTE) {
                field.append(c);
            } else if (i < record.length() && record.charAt(i) == QUOTE) {
                field.append(QUOTE);
                i++;
            } else {
                while (i < record.length() && record.charAt(i) == ' ') {
                    i++;
                }
                if (i < record.length() && record.charAt(i) != ',') {
                    throw refused("has text behind a quoted field");
                }
                return i;
            }
        }
        throw refused("has a quotation mark that is not closed");
    }

    private ListRefused refused(String reason) {
        return new ListRefused(file, line, reason);
    }
}
