package io.flowlet.tlog;

import java.util.Arrays;
import java.util.List;

/**
 * The head of a log: which log, how many entries, and the root that commits to all of them.
 *
 * <p>Immutable. Worth as much as the signature on the note it came in.
 *
 * @param origin names the log; one line, not empty
 * @param size entries in the tree, from 0
 * @param root of the tree of {@code size} entries
 * @param extensions further lines, none of them empty; this product writes none, since they are not auditable
 * @see <a href="https://c2sp.org/tlog-checkpoint">c2sp.org/tlog-checkpoint</a>
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {
    public Checkpoint {
        extensions = List.copyOf(extensions);
        if (size < 0 || !isLine(origin) || !extensions.stream().allMatch(Checkpoint::isLine)) {
            throw new IllegalArgumentException("not a checkpoint");
        }
    }

    public Checkpoint(String origin, long size, Hash root) {
        this(origin, size, root, List.of());
    }

    /** Size and root. */
    public TreeHead tree() {
        return new TreeHead(size, root);
    }

    private static boolean isLine(String line) {
        return !line.isEmpty() && line.chars().noneMatch(c -> c < ' ');
    }

    /** The text to be signed. */
    public String text() {
        String head = origin + '\n' + size + '\n' + root.base64() + '\n';
        return extensions.isEmpty() ? head : head + String.join("\n", extensions) + '\n';
    }

    /** The signed note of this checkpoint. */
    public SignedNote sign(NoteSigner... signers) {
        return SignedNote.sign(text(), signers);
    }

    /**
     * Reads the text of a note as a checkpoint; does not look at the signatures.
     *
     * @throws Malformed unless it is exactly what {@link #text()} writes for some checkpoint
     */
    public static Checkpoint of(SignedNote note) throws Malformed {
        return parse(note.text());
    }

    /**
     * Reads the text of a checkpoint.
     *
     * @throws Malformed unless {@code text} is exactly what {@link #text()} writes for some checkpoint
     */
    public static Checkpoint parse(String text) throws Malformed {
        String[] lines =
                text.endsWith("\n") ? text.substring(0, text.length() - 1).split("\n", -1) : new String[0];
        if (lines.length < 3 || !Arrays.stream(lines).allMatch(Checkpoint::isLine)) {
            throw new Malformed("not a checkpoint: origin, size and root hash, a line each");
        }
        List<String> extensions = List.of(lines).subList(3, lines.length);
        return new Checkpoint(lines[0], Strict.decimal(lines[1]), Hash.ofBase64(lines[2]), extensions);
    }
}
