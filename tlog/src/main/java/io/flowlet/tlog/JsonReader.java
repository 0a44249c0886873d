package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text, strictly and with bounded depth; on demand only the text that {@link CanonicalJson#write} would write for the value.
 *
 * <p>The canonical form is checked while reading: writing every value again to compare would double the time that an export takes to
 * verify.
 */
final class JsonReader {
    private static final int MAX_DIGITS = 17; // sign and 2^53

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");

    private final String text;
    private final boolean canonical;
    private int at;

    private JsonReader(String text, boolean canonical) {
        this.text = text;
        this.canonical = canonical;
    }

    /** Reads whatever is JSON. */
    static JsonReader of(String text) {
        return new JsonReader(text, false);
    }

    /** Refuses what is not in canonical form. */
    static JsonReader ofCanonical(String text) {
        return new JsonReader(text, true);
    }

    @Nullable
    Object document() throws Malformed {
        Object value = value(0);
        end();
        return value;
    }

    Map<String, @Nullable Object> objectDocument() throws Malformed {
        skipSpace();
        Map<String, @Nullable Object> object = object(0);
        end();
        return object;
    }

    private void end() throws Malformed {
        skipSpace();
        if (at < text.length()) {
            throw fault("text after the value");
        }
    }

    private @Nullable Object value(int depth) throws Malformed {
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws Malformed {
        expect('{');
        int inner = deeper(depth);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        skipSpace();
        if (taken('}')) {
            return Collections.unmodifiableMap(members);
        }
        String previous = null;
        do {
            skipSpace();
            String name = string();
            if (members.containsKey(name)) {
                throw fault("a member twice");
            }
            if (canonical && previous != null && previous.compareTo(name) > 0) {
                throw fault("members out of order");
            }
            previous = name;
            skipSpace();
            expect(':');
            members.put(name, value(inner));
            skipSpace();
        } while (taken(','));
        expect('}');
        return Collections.unmodifiableMap(members);
    }

    private List<@Nullable Object> array(int depth) throws Malformed {
        expect('[');
        int inner = deeper(depth);
        List<@Nullable Object> elements = new ArrayList<>();
        skipSpace();
        if (taken(']')) {
            return Collections.unmodifiableList(elements);
        }
        do {
            elements.add(value(inner));
            skipSpace();
        } while (taken(','));
        expect(']');
        return Collections.unmodifiableList(elements);
    }

    private int deeper(int depth) throws Malformed {
        if (depth == CanonicalJson.MAX_DEPTH) {
            throw fault("nested deeper than " + CanonicalJson.MAX_DEPTH);
        }
        return depth + 1;
    }

    private String string() throws Malformed {
        expect('"');
        int start = at;
        while (peek() != '"' && peek() != '\\' && peek() >= ' ') {
            at++;
        }
        if (peek() == '"') { // the usual case: nothing is escaped
            return checked(text.substring(start, at++));
        }
        StringBuilder value = new StringBuilder(2 * (at - start) + 64);
        int run = start;
        for (char c = peek(); c != '"'; c = peek()) {
            if (c < ' ') {
                throw fault("control character in a string");
            }
            if (c == '\\') {
                value.append(text, run, at++).append(escaped());
                run = at;
            } else {
                at++;
            }
        }
        return checked(value.append(text, run, at++).toString());
    }

    private char escaped() throws Malformed {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\' -> c;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> canonical ? canonicalUnicode() : unicode();
            case '/' -> {
                if (canonical) {
                    throw fault("escaped, but not in canonical form");
                }
                yield c;
            }
            default -> throw fault("unknown escape");
        };
    }

    /** Only control characters without a short form are written like this, and in lower case. */
    private char canonicalUnicode() throws Malformed {
        int start = at;
        char c = unicode();
        String written = text.substring(start, at);
        if (c >= ' '
                || "\b\t\n\f\r".indexOf(c) >= 0
                || !written.equals(HexFormat.of().toHexDigits(c))) {
            throw fault("escaped, but not in canonical form");
        }
        return c;
    }

    private char unicode() throws Malformed {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw fault("not four hexadecimal digits");
            }
            unit = (unit << 4) | digit;
            at++;
        }
        return (char) unit;
    }

    private String checked(String value) throws Malformed {
        if (CanonicalJson.hasHalfPair(value)) {
            throw fault("half of a surrogate pair");
        }
        return value;
    }

    private Long number() throws Malformed {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        if (!INTEGER.matcher(digits).matches() || digits.length() > MAX_DIGITS) {
            throw fault("not a value, or a number that is not an integer");
        }
        long number = Long.parseLong(digits);
        if (Math.abs(number) > CanonicalJson.MAX_INTEGER) {
            throw fault("integer beyond 2^53");
        }
        return number;
    }

    private @Nullable Object literal(String word, @Nullable Boolean value) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw fault("not a value");
        }
        at += word.length();
        return value;
    }

    private void skipSpace() {
        while (!canonical && at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean taken(char c) throws Malformed {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) throws Malformed {
        if (!taken(c)) {
            throw fault("'" + c + "' expected");
        }
    }

    private char peek() throws Malformed {
        if (at >= text.length()) {
            throw fault("the text ends too early");
        }
        return text.charAt(at);
    }

    private Malformed fault(String why) {
        return new Malformed("not JSON at character " + at + ": " + why);
    }
}
