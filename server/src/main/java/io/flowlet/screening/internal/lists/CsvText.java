package io.flowlet.screening.internal.lists;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The text of a delimited file of OFAC's: UTF-8, or else ISO 8859-1, closed by one byte {@code 1A}.
 *
 * <p>That last byte is what tells a whole file from one that was cut between two records, so a file without it is refused.
 */
final class CsvText {
    private static final char END = 0x1A;
    private static final char LAST_C1 = 0x9F;
    private static final char FIRST_C1 = 0x7F;

    private CsvText() {}

    /** The records without the end mark. */
    static String decode(String file, byte[] bytes) throws ListRefused {
        String text = decoded(bytes);
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if (isForeign(c) && !(c == END && i == text.length() - 1)) {
                throw new ListRefused(file, line, "holds a control character: neither UTF-8 nor ISO 8859-1 text");
            }
        }
        if (text.isEmpty() || text.charAt(text.length() - 1) != END) {
            throw new ListRefused(file, line, "ends without the end mark (byte 1A): the file is not whole");
        }
        return text.substring(0, text.length() - 1);
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean isForeign(char c) {
        return (c < ' ' && c != '\n' && c != '\r' && c != '\t') || (c >= FIRST_C1 && c <= LAST_C1);
    }
}
