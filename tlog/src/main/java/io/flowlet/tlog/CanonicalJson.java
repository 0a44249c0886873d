package io.flowlet.tlog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON with one spelling a value, so that it can be hashed; and a strict reader of JSON.
 *
 * <p>Values are {@link Map} with {@link String} keys, {@link List}, {@link String}, {@link Integer} or {@link Long} with
 * {@code |n| <= 2^53}, {@link Boolean} and {@code null}; a {@link Double} only if it is such an integer. Nothing here has fractions:
 * amounts are decimal strings. Members are sorted by UTF-16 code units. All methods are thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785, JSON Canonicalization Scheme</a>
 */
public final class CanonicalJson {
    /** Lists and maps inside each other, the outermost included. */
    public static final int MAX_DEPTH = 32;

    /** The largest integer of which JSON readers everywhere know every unit. */
    public static final long MAX_INTEGER = 1L << 53;

    private static final int USUAL_LENGTH = 512;

    private CanonicalJson() {}

    /**
     * The canonical text of a value.
     *
     * @throws IllegalArgumentException if the value holds anything but the types above, is nested deeper than {@link #MAX_DEPTH}, or holds
     *     half of a surrogate pair
     */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder(USUAL_LENGTH);
        write(value, 0, out);
        return out.toString();
    }

    /** The canonical text of a value in UTF-8; throws like {@link #write}. */
    public static byte[] bytes(@Nullable Object value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads any JSON text of these types: white space is allowed, a member twice, a fraction and an exponent are not.
     *
     * @return unmodifiable values; members in the order of the text
     * @throws Malformed if it is not such a text, or nested deeper than {@link #MAX_DEPTH}
     */
    public static @Nullable Object parse(String text) throws Malformed {
        return JsonReader.of(text).document();
    }

    /**
     * Reads a JSON object that is in canonical form, byte by byte.
     *
     * @throws Malformed if it is not UTF-8, not an object, or {@link #bytes} would write it in another way
     */
    public static Map<String, @Nullable Object> parseCanonicalObject(byte[] utf8) throws Malformed {
        return parseCanonicalObject(Strict.utf8(utf8));
    }

    /**
     * Reads a JSON object that is in canonical form, character by character.
     *
     * @throws Malformed if it is not an object, or {@link #write} would write it in another way
     */
    public static Map<String, @Nullable Object> parseCanonicalObject(String text) throws Malformed {
        return JsonReader.ofCanonical(text).objectDocument();
    }

    /**
     * Reads a JSON object, canonical or not.
     *
     * @throws Malformed if it is not one
     */
    public static Map<String, @Nullable Object> parseObject(String text) throws Malformed {
        return JsonReader.of(text).objectDocument();
    }

    private static void write(@Nullable Object value, int depth, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String text -> quote(text, out);
            case Boolean flag -> out.append(flag.booleanValue());
            case Integer number -> out.append(number.intValue());
            case Long number -> out.append(inRange(number));
            case Double number -> out.append(integer(number));
            case Map<?, ?> map -> writeObject(map, deeper(depth), out);
            case List<?> list -> writeArray(list, deeper(depth), out);
            default ->
                throw new IllegalArgumentException(
                        "not a value of canonical JSON: " + value.getClass().getName());
        }
    }

    private static int deeper(int depth) {
        if (depth == MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
        }
        return depth + 1;
    }

    private static long inRange(long number) {
        if (number > MAX_INTEGER || number < -MAX_INTEGER) {
            throw new IllegalArgumentException("integer beyond 2^53: " + number);
        }
        return number;
    }

    private static long integer(double number) {
        if (number != Math.rint(number) || Math.abs(number) > MAX_INTEGER) {
            throw new IllegalArgumentException("not an integer up to 2^53: " + number);
        }
        return (long) number;
    }

    private static void writeObject(Map<?, ?> map, int depth, StringBuilder out) {
        char separator = '{';
        for (Map.Entry<?, ?> member : sorted(map).entrySet()) {
            out.append(separator);
            quote(name(member.getKey()), out);
            out.append(':');
            write(member.getValue(), depth, out);
            separator = ',';
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    /** String compares by UTF-16 code units, as the RFC demands. */
    private static Map<?, ?> sorted(Map<?, ?> map) {
        if (map.size() < 2 || (map instanceof SortedMap<?, ?> already && already.comparator() == null)) {
            return map;
        }
        TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, value) -> sorted.put(name(name), value));
        return sorted;
    }

    private static String name(@Nullable Object name) {
        if (name instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the name of a member is a string, not " + name);
    }

    private static void writeArray(List<?> list, int depth, StringBuilder out) {
        out.append('[');
        boolean first = true;
        for (Object element : list) {
            if (!first) {
                out.append(',');
            }
            first = false;
            write(element, depth, out);
        }
        out.append(']');
    }

    private static void quote(String text, StringBuilder out) {
        refuseHalfPairs(text);
        out.append('"');
        int written = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                out.append(text, written, i);
                escape(c, out);
                written = i + 1;
            }
        }
        out.append(text, written, text.length()).append('"');
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default ->
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
    }

    private static void refuseHalfPairs(String text) {
        if (hasHalfPair(text)) {
            throw new IllegalArgumentException("half of a surrogate pair");
        }
    }

    static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
