package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTests {
    @Test
    void sortsMembersByUtf16CodeUnits() throws Exception {
        // The sorting example of RFC 8785, section 3.2.3.
        Map<String, Object> members = new HashMap<>();
        for (String name : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            members.put(name, "x");
        }
        assertThat(CanonicalJson.write(members))
                .isEqualTo("{\"\\r\":\"x\",\"1\":\"x\",\"\u0080\":\"x\","
                        + "\"\u00f6\":\"x\",\"\u20ac\":\"x\",\"\ud83d\ude00\":\"x\",\"\ufb33\":\"x\"}");
    }

    @Test
    void escapesOnlyWhatMustBeEscaped() {
        // The strings of the example in RFC 8785, section 3.2.2.
        assertThat(CanonicalJson.write("\u20ac$\u000f\nA'B\"\\\\\"/"))
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
        assertThat(CanonicalJson.write("\b\t\f\r\u0000\u001f\u007f\u2028"))
                .isEqualTo("\"\\b\\t\\f\\r\\u0000\\u001f\u007f\u2028\"");
    }

    @Test
    void writesLiteralsListsAndIntegers() {
        List<@Nullable Object> values =
                new ArrayList<>(Arrays.asList(null, true, false, 0, -1, 1L << 53, 5.0, -0.0, List.of(), Map.of()));
        assertThat(CanonicalJson.write(values)).isEqualTo("[null,true,false,0,-1,9007199254740992,5,0,[],{}]");
    }

    @Test
    void refusesWhatHasNoCanonicalForm() {
        List<Object> cyclic = new ArrayList<>();
        cyclic.add(cyclic);
        for (Object value : List.of(
                0.5,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                1e300,
                (1L << 53) + 1,
                -(1L << 53) - 1,
                Long.MIN_VALUE,
                1.0f,
                new Object(),
                'c',
                Map.of(1, 2),
                "\ud800",
                "\udc00x",
                "x\ud83d",
                Map.of("\ud800", 1),
                cyclic)) {
            assertThatThrownBy(() -> CanonicalJson.write(value)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsAnyWritingOfAValueAndWritesTheOne() throws Exception {
        String text = " { \"b\" : [ 1 , -2 , null , true ] ,\r\n\t\"a\" : \"\\u0041\\/\\ud83d\\ude00\" } ";
        assertThat(CanonicalJson.write(CanonicalJson.parse(text)))
                .isEqualTo("{\"a\":\"A/\ud83d\ude00\",\"b\":[1,-2,null,true]}");
    }

    @Test
    void readsWhatIsAtTheBounds() throws Exception {
        assertThat(CanonicalJson.parse(" [ -9007199254740992 , 9007199254740992 , { } , [ ] ] "))
                .isEqualTo(List.of(-(1L << 53), 1L << 53, Map.of(), List.of()));
        assertThat(CanonicalJson.write(List.of(1L << 53, -(1L << 53), (double) (1L << 53))))
                .isEqualTo("[9007199254740992,-9007199254740992,9007199254740992]");
        assertThat(CanonicalJson.parseObject(" { } ")).isEmpty();
        assertThat(CanonicalJson.write("a space is not escaped ~")).isEqualTo("\"a space is not escaped ~\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{}{}",
                "{} x",
                "nul",
                "True",
                "NaN",
                "Infinity",
                "01",
                "-0",
                "-",
                "+1",
                "1.0",
                "1.",
                ".5",
                "1e2",
                "0x10",
                "9007199254740993",
                "-9007199254740993",
                "99999999999999999999",
                "\"",
                "\"a",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u00g0\"",
                "\"\\u\uff11\uff11\uff11\uff11\"",
                "\"\\ud800\"",
                "\"\ud800\"",
                "\"a\nb\"",
                "\"a\\n\tb\"",
                "\u00a01",
                "\ufeff1",
                "// comment\n1",
            })
    void refusesTextsThatAreNotStrictJson(String text) {
        assertThatThrownBy(() -> CanonicalJson.parse(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void boundsTheDepth() throws Exception {
        String deepest = "[".repeat(CanonicalJson.MAX_DEPTH) + "]".repeat(CanonicalJson.MAX_DEPTH);
        assertThat(CanonicalJson.write(CanonicalJson.parse(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> CanonicalJson.parse("[" + deepest + "]")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> CanonicalJson.parse("[".repeat(1_000_000))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> CanonicalJson.parse("{\"a\":".repeat(1_000_000)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void demandsTheCanonicalFormWhereItIsHashed() throws Exception {
        assertThat(CanonicalJson.parseCanonicalObject(utf8("{\"a\":1,\"b\":\"\u00e9\"}")))
                .hasSize(2);
        for (String text : List.of(
                "{\"b\":1,\"a\":2}",
                "{\"a\": 1}",
                "{\"a\":1}\n",
                "{\"a\":\"\\u0041\"}",
                "{\"a\":\"\\/\"}",
                "[]",
                "1")) {
            assertThatThrownBy(() -> CanonicalJson.parseCanonicalObject(utf8(text)))
                    .isInstanceOf(Malformed.class);
        }
        assertThatThrownBy(() ->
                        CanonicalJson.parseCanonicalObject("{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(Malformed.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsBackEveryValueThatItWrites() {
        Seeded.check("canonical JSON", 2_000, random -> {
            Map<String, @Nullable Object> value = object(random, 3);
            byte[] written = CanonicalJson.bytes(value);
            Map<String, @Nullable Object> read = CanonicalJson.parseCanonicalObject(written);
            assertThat(read).isEqualTo(value);
            assertThat(CanonicalJson.bytes(read)).isEqualTo(written);
        });
    }

    @Test
    void refusesExactlyThoseTextsThatItWouldWriteInAnotherWay() {
        String good = "{\"a\":[1,{},[],\"\\\"\\\\\\n\\u001f\"],\"b\":{\"\":null,\"z\":true},\"c\":-9}";
        String alphabet = "{}[]\",:\\/ \nabcdefnrtuz0123456789-ABF\u0001\u00e9";
        int[] accepted = new int[1];
        Seeded.check("nearly canonical texts", 20_000, random -> {
            StringBuilder text = new StringBuilder(good);
            for (int edits = random.nextInt(1, 3); edits > 0; edits--) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            boolean isCanonical = writtenAgain(text.toString()).equals(text.toString());
            assertThat(isCanonicalObject(text.toString())).as(text.toString()).isEqualTo(isCanonical);
            accepted[0] += isCanonical ? 1 : 0;
        });
        assertThat(accepted[0]).as("both answers were given").isBetween(100, 19_900);
    }

    private static String writtenAgain(String text) {
        try {
            return CanonicalJson.write(CanonicalJson.parseObject(text));
        } catch (Malformed e) {
            return "";
        }
    }

    private static boolean isCanonicalObject(String text) {
        try {
            CanonicalJson.parseCanonicalObject(text);
            return true;
        } catch (Malformed e) {
            return false;
        }
    }

    private static Map<String, @Nullable Object> object(RandomGenerator random, int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            members.put(string(random), value(random, depth));
        }
        return members;
    }

    private static @Nullable Object value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong(-CanonicalJson.MAX_INTEGER, CanonicalJson.MAX_INTEGER + 1);
            case 3 -> (long) random.nextInt(10);
            case 4 -> string(random);
            case 5 -> object(random, depth - 1);
            default -> new ArrayList<>(Arrays.asList(value(random, depth - 1), value(random, depth - 1)));
        };
    }

    private static String string(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int c = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> random.nextInt(0x80);
                case 2 -> random.nextInt(0xd800);
                default -> random.nextInt(0x10000, 0x110000);
            };
            text.appendCodePoint(c);
        }
        return text.toString();
    }
}
