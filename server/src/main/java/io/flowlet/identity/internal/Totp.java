package io.flowlet.identity.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of an authenticator app: six digits of HMAC-SHA-1 over steps of 30 seconds, the one form that every app knows.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238#section-4">RFC 6238, 4</a>
 */
final class Totp {
    static final int DIGITS = 6;
    static final int STEP_SECONDS = 30;
    /** Of the secret: as long as the digest (RFC 4226, 4). */
    static final int SECRET_BYTES = 20;

    private static final int MODULUS = 1_000_000;
    /** How far the device's clock, or its owner's typing, may be off. */
    private static final int STEPS_OFF = 1;

    private Totp() {}

    /** The step whose code {@code typed} is, if it is near {@code now} and behind {@code lastStep}. */
    static OptionalLong stepOf(byte[] secret, String typed, Instant now, long lastStep) {
        long current = step(now);
        OptionalLong found = OptionalLong.empty();
        for (long step = current - STEPS_OFF; step <= current + STEPS_OFF; step++) {
            // each is computed and compared, whichever is right
            boolean same = MessageDigest.isEqual(bytes(code(secret, step)), bytes(typed));
            if (same && step > lastStep) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    }

    static String code(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "RAW"));
            byte[] digest =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = digest[digest.length - 1] & 0xf;
            int truncated = ByteBuffer.wrap(digest).getInt(offset) & 0x7fff_ffff;
            return String.format(Locale.ROOT, "%0" + DIGITS + "d", truncated % MODULUS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-1", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
