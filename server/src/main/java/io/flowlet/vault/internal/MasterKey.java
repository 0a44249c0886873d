package io.flowlet.vault.internal;

import io.flowlet.files.KeyLine;
import java.util.Arrays;
import java.util.HexFormat;

/** The root of all keys and the line {@code flk1:<kid>:<base64>} that holds it. Shows its id only. */
public final class MasterKey {
    /** What {@link #parse} makes of a line. */
    sealed interface Parsed {
        record Good(MasterKey key) implements Parsed {}

        /** Not such a line at all. */
        record NotALine() implements Parsed {}

        /** Such a line, but its key is not the one that its id names. */
        record Altered() implements Parsed {}
    }

    private static final KeyLine LINE = new KeyLine("flk1:", "flowlet/master-key/kid/1");

    private final String kid;
    private final SealingKey key;

    private MasterKey(String kid, SealingKey key) {
        this.kid = kid;
        this.key = key;
    }

    /** A new key's line without a line feed; a secret, the caller's to wipe. */
    public static byte[] newLine() {
        return LINE.fresh();
    }

    /** The id that {@code line} names. */
    static String kidIn(byte[] line) {
        return LINE.kidIn(line);
    }

    /** Reads a line with or without its line feed. */
    static Parsed parse(byte[] line) {
        boolean ended = line.length == LINE.bytes() + 1 && line[LINE.bytes()] == '\n';
        byte[] alone = Arrays.copyOf(line, ended ? LINE.bytes() : line.length);
        try {
            return switch (LINE.read(alone)) {
                case KeyLine.Read.Good(String kid, byte[] key) -> {
                    SealingKey sealing = SealingKey.of(HexFormat.fromHexDigits(kid, 0, 8), key);
                    Arrays.fill(key, (byte) 0);
                    yield new Parsed.Good(new MasterKey(kid, sealing));
                }
                case KeyLine.Read.NotALine() -> new Parsed.NotALine();
                case KeyLine.Read.Altered() -> new Parsed.Altered();
            };
        } finally {
            Arrays.fill(alone, (byte) 0);
        }
    }

    public String kid() {
        return kid;
    }

    SealingKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "MasterKey[" + kid + "]";
    }
}
