package io.flowlet.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Decoders with one spelling a value: a byte that is changed without changing the value would go unnoticed otherwise. */
final class Strict {
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final HexFormat HEX = HexFormat.of();

    private Strict() {}

    /** The JDK's decoder ignores the unused bits of the last digit; writing the value again shows them. */
    static byte[] base64(String text) throws Malformed {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // falls through: both faults have the same answer
        }
        throw new Malformed("not canonical base64");
    }

    static byte[] hex(String text) throws Malformed {
        try {
            byte[] bytes = HEX.parseHex(text);
            if (HEX.formatHex(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // falls through: both faults have the same answer
        }
        throw new Malformed("not lower-case hexadecimal");
    }

    static long decimal(String text) throws Malformed {
        try {
            if (DECIMAL.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // falls through: larger than a long
        }
        throw new Malformed("not a decimal number without leading zeroes");
    }

    static String utf8(byte[] bytes) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8");
        }
    }
}
