package io.flowlet.screening.internal.matching;

import com.ibm.icu.text.Transliterator;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The parts of a name in the one spelling in which names are compared: Latin letters without marks in lower case, and digits.
 *
 * <p>Compatibility forms are decomposed (NFKD), marks removed, other scripts transliterated by ICU. An apostrophe joins what it stands
 * between, a hyphen and every other sign separates; {@link #variants} has the other readings. Titles and particles are left out where at least two parts remain.
 * Idempotent. ASCII, most of all names, never reaches ICU.
 *
 * @see <a href="https://www.unicode.org/reports/tr15/">Unicode Standard Annex 15</a>
 */
final class NameTokens {
    private static final Transliterator LATIN = Transliterator.getInstance("Any-Latin; Latin-ASCII");

    private static final Set<String> TITLES = Set.of(
            "mr",
            "mrs",
            "ms",
            "miss",
            "dr",
            "prof",
            "professor",
            "sir",
            "eng",
            "ing",
            "gen",
            "general",
            "col",
            "colonel",
            "capt",
            "captain",
            "maj",
            "major",
            "haji",
            "hajji",
            "hadji",
            "haj",
            "hajj",
            "mullah",
            "mulla",
            "maulavi",
            "mawlawi",
            "maulawi",
            "maulana",
            "sheikh",
            "shaykh",
            "sheik",
            "ayatollah",
            "jr",
            "sr",
            "fnu",
            "lnu",
            "nmn");

    private static final Set<String> PARTICLES = Set.of(
            "al", "el", "ul", "ur", "ad", "ar", "as", "at", "az", "bin", "ibn", "ben", "bint", "de", "del", "la", "da",
            "do", "dos", "di", "du", "van", "von", "der", "den", "y", "e");

    /** Letters of the Korean alphabet that nobody sees, as NFKD leaves them. */
    private static final Set<Integer> FILLERS = Set.of(0x115F, 0x1160);

    private static final int LEAST = 2;

    private NameTokens() {}

    /** Every reading of {@code name}, the usual one first; none if it holds no letter and no digit. */
    static List<List<String>> variants(String name) {
        Set<List<String>> readings = new LinkedHashSet<>();
        read(plain(name), readings);
        Lookalikes.latin(name).ifPresent(seen -> read(plain(seen), readings));
        return List.copyOf(readings);
    }

    private static void read(String plain, Set<List<String>> readings) {
        List<String> usual = significant(split(plain.replace("'", "").replace('-', ' ')));
        readings.add(usual);
        if (plain.indexOf('-') >= 0) {
            readings.add(significant(split(plain.replace("'", "").replace("-", ""))));
        }
        if (plain.indexOf('\'') >= 0) {
            readings.add(significant(split(plain.replace('\'', ' ').replace('-', ' '))));
        }
        if (usual.size() > 1 && Set.copyOf(usual).size() == 1) {
            readings.add(List.of(usual.getFirst())); // "Santoso Santoso": how a person of one name fills in two fields
        }
        readings.removeIf(List::isEmpty);
    }

    /** The usual reading alone. */
    static List<String> of(String name) {
        return significant(split(plain(name).replace("'", "").replace('-', ' ')));
    }

    /** All parts, particles and titles too, in alphabetical order: equal for names that are exactly the same. */
    static List<String> exact(String name) {
        return split(plain(name).replace("'", "").replace('-', ' ')).stream()
                .sorted()
                .toList();
    }

    /** Lower-case ASCII letters and digits, apostrophes, spaces, and hyphens for everything else; letters that ICU does not know stay. */
    private static String plain(String name) {
        String text = isAscii(name) ? name : latin(name);
        StringBuilder plain = new StringBuilder(text.length());
        text.toLowerCase(Locale.ROOT).codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c)) {
                plain.appendCodePoint(c);
            } else if (c == '\'' || c == '`') {
                plain.append('\'');
            } else {
                plain.append(Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : '-');
            }
        });
        return plain.toString();
    }

    private static String latin(String name) {
        String spelled = name;
        // what one step uncovers, the next may have to bring further; two are enough for every letter that is known
        for (int step = 0; step < 2 && !isAscii(spelled); step++) {
            String stripped = withoutMarks(withPlainSigns(spelled));
            spelled = isAscii(stripped) ? stripped : withoutMarks(LATIN.transliterate(stripped));
        }
        return spelled.replace("\"", "");
    }

    private static String withoutMarks(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFKD)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK
                        && Character.getType(c) != Character.ENCLOSING_MARK
                        && Character.getType(c) != Character.FORMAT
                        && !FILLERS.contains(c))
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** Apostrophes and hyphens have many signs; as a quotation mark, a pair of apostrophes says nothing. */
    private static String withPlainSigns(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case 0x2018, 0x2019, 0x201B, 0x02BB, 0x02BC, 0x02BD, 0x02BE, 0x02BF, 0x02B9, 0x00B4, 0x2032, 0xFF07 ->
                    plain.append('\'');
                case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFF0D, 0x05BE -> plain.append('-');
                default -> plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static List<String> split(String plain) {
        List<String> parts = new ArrayList<>();
        for (String part : plain.split(" +", -1)) {
            String trimmed = part.replaceAll("^['-]+|['-]+$", "");
            if (!trimmed.isEmpty()) {
                parts.add(trimmed);
            }
        }
        return parts;
    }

    private static List<String> significant(List<String> parts) {
        return without(PARTICLES, without(TITLES, parts));
    }

    private static List<String> without(Set<String> words, List<String> parts) {
        List<String> left =
                parts.stream().filter(Predicate.not(words::contains)).collect(Collectors.toCollection(ArrayList::new));
        return left.size() >= LEAST ? List.copyOf(left) : parts;
    }

    /** In alphabetical order, as an array that is fast to walk. */
    static String[] sorted(List<String> tokens) {
        String[] sorted = tokens.toArray(String[]::new);
        Arrays.sort(sorted);
        return sorted;
    }
}
