package io.flowlet.tlog.export;

/** Names and bounds of the files of an export, beside the tiles that {@link io.flowlet.tlog.TileId#path} names. */
public final class ExportLayout {
    /** The signed head of the exported tree. */
    public static final String CHECKPOINT = "checkpoint";

    /** Earlier checkpoints, by size: {@code {"checkpoint":"<note>"}} a line. */
    public static final String CHECKPOINTS = "checkpoints.ndjson";

    /** What the export holds: {@link ExportDescription}. */
    public static final String DESCRIPTION = "export.json";

    /** The keys that signed the checkpoints, a verifier key a line. */
    public static final String KEYS = "log.vkey";

    /** For whoever opens the directory. */
    public static final String README = "README.txt";

    /** SHA-256 of every file but the tiles, as {@code sha256sum} writes and checks it. Written last. */
    public static final String CHECKSUMS = "SHA256SUMS";

    /** Events in a file of bodies. */
    public static final int EVENTS_PER_FILE = 10_000;

    /** Bytes in the longest body, and in the longest ciphertext beside one. */
    public static final int MAX_BODY_BYTES = 1 << 20;

    /** Bytes after which a file of bodies is closed, however few events it has. */
    static final int FULL_FILE_BYTES = 1 << 25;

    /** Bytes in the longest file of bodies: a full one and one more line, in which every byte may be escaped. */
    public static final int MAX_EVENTS_BYTES = FULL_FILE_BYTES + 9 * MAX_BODY_BYTES;

    private ExportLayout() {}

    /** The path of the file of bodies with this number, from 0. */
    public static String events(int number) {
        String digits = Integer.toString(number);
        return "events/events-" + "0".repeat(Math.max(0, 6 - digits.length())) + digits + ".ndjson";
    }
}
