package io.flowlet.vault.internal;

import io.flowlet.files.KeyLine;
import io.flowlet.vault.RootKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/** A root key of our own and the line {@code flk1:<kid>:<base64>} that holds it. Shows its id only. */
public final class MasterKey implements RootKey {
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

    /** The line of a key that was put together again; a secret, the caller's to wipe, as is {@code key}. */
    static byte[] line(byte[] key) {
        return LINE.of(key);
    }

    /** The 32 bytes that {@code line}, a sound one without its line feed, holds; the caller's to wipe. */
    static byte[] bytes(byte[] line) {
        return switch (LINE.read(line)) {
            case KeyLine.Read.Good(String kid, byte[] key) -> key;
            case KeyLine.Read.NotALine() -> throw new IllegalArgumentException("no line");
            case KeyLine.Read.Altered() -> throw new IllegalArgumentException("an altered line");
        };
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

    @Override
    public String kid() {
        return kid;
    }

    @Override
    public byte[] wrap(byte[] clear, byte[] associatedData) {
        return key.seal(clear, associatedData);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
        return key.open(wrapped, associatedData);
    }

    @Override
    public String toString() {
        return "MasterKey[" + kid + "]";
    }
}
