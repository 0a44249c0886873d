package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text, strictly and with bounded depth. */
final class JsonReader {
    private static final int MAX_DIGITS = 17; // sign and 2^53

    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
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
        do {
            skipSpace();
            String name = string();
            if (members.containsKey(name)) {
                throw fault("a member twice");
            }
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
        StringBuilder value = new StringBuilder().append(text, start, at);
        while (!taken('"')) {
            char c = peek();
            at++;
            if (c < ' ') {
                throw fault("control character in a string");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        return checked(value.toString());
    }

    private char escaped() throws Malformed {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> unicode();
            default -> throw fault("unknown escape");
        };
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
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
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
