package io.flowlet.vault.internal;

import io.flowlet.vault.MasterKeyRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One share of a root key, as its line says: {@code flshare1:2-of-3:<kid>:<set>:<number>:<base64 of 32 bytes>:<checksum>}.
 *
 * <p>The checksum (the first 4 bytes of SHA-256 over what stands before its colon) finds slips; what was altered on purpose is found when the
 * shares are joined, since the key must have the id {@code kid}.
 *
 * @param kid of the root key
 * @param set 16 hexadecimal digits, others for each splitting: shares of two splittings do not fit
 * @param number 1 to 3
 * @param value 32 bytes, secret
 */
record RootShare(String kid, String set, int number, byte[] value) {
    static final int THRESHOLD = 2;
    static final int SHARES = 3;
    static final String PREFIX = "flshare1:";
    static final int MOST_BYTES = 256;

    private static final Pattern LINE = Pattern.compile(
            "(flshare1:2-of-3:([0-9a-f]{16}):([0-9a-f]{16}):([1-3]):([A-Za-z0-9+/]{43}=)):([0-9a-f]{8})\\n?");

    /**
     * Reads a line with or without its line feed.
     *
     * @param where it was found, for messages
     * @throws MasterKeyRefused if it is no such line, or was altered
     */
    static RootShare parse(byte[] line, String where) {
        Matcher read = LINE.matcher(new String(line, StandardCharsets.ISO_8859_1));
        if (!read.matches()) {
            throw new MasterKeyRefused(
                    where + " holds no share of a root key: " + PREFIX + "2-of-3:…, one whole line",
                    "give the file that ./flowlet vault split wrote");
        }
        if (!checksum(read.group(1)).equals(read.group(6))) {
            throw new MasterKeyRefused(
                    "the share in " + where + " was altered or copied wrongly: its checksum does not fit",
                    "copy it again from where it is kept, or take the third share");
        }
        return new RootShare(
                read.group(2),
                read.group(3),
                Integer.parseInt(read.group(4)),
                Base64.getDecoder().decode(read.group(5)));
    }

    /** Its line, without a line feed; secret. */
    String line() {
        String body = PREFIX
                + "%d-of-%d:%s:%s:%d:%s"
                        .formatted(
                                THRESHOLD,
                                SHARES,
                                kid,
                                set,
                                number,
                                Base64.getEncoder().encodeToString(value));
        return body + ":" + checksum(body);
    }

    private static String checksum(String body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Without its value. */
    @Override
    public String toString() {
        return "RootShare[%s, %s, %d]".formatted(kid, set, number);
    }
}
