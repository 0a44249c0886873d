package io.flowlet.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of records of text: CSV (RFC 4180, the first record names the columns) or JSON Lines, by its name; UTF-8, with or without a byte order
 * mark. Nothing that it says about a fault repeats what stands in the file.
 */
final class ImportFile {
    private static final int LONGEST_LINE = 16_384;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final CSVFormat CSV = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .get();

    private final Path file;
    private final Set<String> columns;

    ImportFile(Path file, Set<String> columns) {
        this.file = file;
        this.columns = new TreeSet<>(columns);
    }

    /**
     * One record.
     *
     * @param line in which it ends, from 1
     * @param fields every column's, unless there is a fault
     * @param fault what is wrong with its form
     */
    record Row(
            long line, Map<String, String> fields, @Nullable String fault) {
        static Row of(long line, Map<String, String> fields) {
            return new Row(line, fields, null);
        }

        static Row bad(long line, String fault) {
            return new Row(line, Map.of(), fault);
        }

        @Override
        public String toString() {
            return "Row[" + line + "]";
        }
    }

    /** Whether the name says what is in it. */
    static boolean isNamed(Path file) {
        return file.toString().endsWith(".csv") || file.toString().endsWith(".jsonl");
    }

    /** @throws IOException if it cannot be read to its end, or its columns are others; the rows before were given */
    void each(Consumer<Row> taker) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            skipMark(reader);
            if (file.toString().endsWith(".csv")) {
                eachOfCsv(reader, taker);
            } else {
                eachOfJson(reader, taker);
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e.getCause() == null ? "it is no CSV" : "it is no CSV from some line on", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("its first line does not name the columns", e);
        }
    }

    private static void skipMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
    }

    private void eachOfCsv(BufferedReader reader, Consumer<Row> taker) throws IOException {
        try (CSVParser parser =
                CSVParser.builder().setReader(reader).setFormat(CSV).get()) {
            List<String> names = parser.getHeaderNames();
            if (!columns.equals(new TreeSet<>(names))) {
                throw new IOException(
                        "its first line must name these columns and no other: " + String.join(",", columns));
            }
            for (CSVRecord each : parser) {
                long line = parser.getCurrentLineNumber();
                taker.accept(
                        each.isConsistent()
                                ? Row.of(line, each.toMap())
                                : Row.bad(line, "%d fields instead of %d".formatted(each.size(), columns.size())));
            }
        }
    }

    private void eachOfJson(BufferedReader reader, Consumer<Row> taker) throws IOException {
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank()) {
                taker.accept(row(number, line));
            }
        }
    }

    private Row row(long number, String line) {
        if (line.length() > LONGEST_LINE) {
            return Row.bad(number, "longer than " + LONGEST_LINE + " characters");
        }
        try {
            JsonNode object = JSON.readTree(line);
            if (!object.isObject() || !columns.equals(new TreeSet<>(object.propertyNames()))) {
                return Row.bad(number, "no object of exactly these members: " + String.join(", ", columns));
            }
            Map<String, String> fields = new HashMap<>();
            for (String column : columns) {
                JsonNode value = object.path(column);
                if (!value.isString()) {
                    return Row.bad(number, column + " is no text");
                }
                fields.put(column, value.stringValue());
            }
            return Row.of(number, fields);
        } catch (JacksonException e) {
            return Row.bad(number, "no JSON object");
        }
    }
}
