package io.flowlet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Words that were handed in, and must be found nowhere: neither in clear, in whatever case, nor as hexadecimal digits, Base64 or in the
 * encoding of addresses.
 */
public final class PlantedWords {
    private static final int GROUP = 3;

    private final Set<String> forms = new LinkedHashSet<>();

    /** @param words long enough that chance makes none of them */
    public PlantedWords(Collection<String> words) {
        for (String word : words) {
            if (word.length() < 2 * GROUP) {
                throw new IllegalArgumentException("chance makes such a word: " + word);
            }
            forms(word).map(form -> form.toLowerCase(Locale.ROOT)).forEach(forms::add);
        }
    }

    /** The forms that {@code text} holds. */
    public List<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return forms.stream().filter(lower::contains).toList();
    }

    /** Files of {@code folder}, at any depth, that hold one of the forms, with the form. */
    public List<String> in(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> in(read(file)).stream().map(form -> folder.relativize(file) + ": " + form))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tables of the whole database that hold one of the forms in a row, with the form: every column of every row as a dump writes it, bytes as
     * hexadecimal digits.
     */
    public List<String> in(JdbcTemplate superuser) {
        List<String> found = new ArrayList<>();
        for (String table : tables(superuser)) {
            // the name comes from the catalogue, quoted by it
            superuser
                    .queryForList(
                            "select distinct form from " + table
                                    + " t, lateral lower(t::text) row, unnest(?) form where strpos(row, form) > 0",
                            String.class,
                            (Object) forms.toArray(String[]::new))
                    .forEach(form -> found.add(table + ": " + form));
        }
        return found;
    }

    /** Every table and partition that holds rows itself. */
    public static List<String> tables(JdbcTemplate superuser) {
        return superuser.queryForList("""
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') order by 1
                """, String.class);
    }

    private static Stream<String> forms(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        Stream<String> base64 = Stream.of(0, 1, 2).map(before -> base64(bytes, before));
        return Stream.concat(
                Stream.of(
                        word,
                        HexFormat.of().formatHex(bytes),
                        URLEncoder.encode(word, StandardCharsets.UTF_8),
                        URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20")),
                base64);
    }

    /** What Base64 shows of the bytes wherever {@code before} others, and any number of whole groups, stand before them. */
    private static String base64(byte[] bytes, int before) {
        byte[] placed = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, placed, before, bytes.length);
        String whole = Base64.getUrlEncoder().withoutPadding().encodeToString(placed);
        // the first character that no other byte takes part in, and the last
        int first = before == 0 ? 0 : before + 1;
        return whole.substring(first, placed.length / GROUP * 4);
    }

    private static String read(Path file) {
        try {
            // one character a byte: words of more are found in their other forms
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
