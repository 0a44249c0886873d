package io.flowlet.vault.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** UTF-8 that refuses what it cannot hold, where {@link String} would silently write a question mark. */
public final class Utf8 {
    private Utf8() {}

    /**
     * The bytes of {@code text}, the caller's to wipe.
     *
     * @throws IllegalArgumentException if it holds half a surrogate pair
     */
    public static byte[] encode(String text) {
        // a pair counts as one code point, so what is left in this range stands alone
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("the text holds half a surrogate pair");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The text of {@code bytes}.
     *
     * @throws IllegalArgumentException if they are not UTF-8
     */
    public static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the bytes are not UTF-8", e);
        }
    }
}
