package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * The proof that an entry is in a log, as one text that is checked without the log.
 *
 * <p>Immutable.
 *
 * @param index of the entry, from 0
 * @param hashes siblings from the leaf upwards
 * @param note the signed checkpoint of a tree that holds the entry
 * @param extra opaque bytes in base64, authenticated by nothing; empty for none
 * @see <a href="https://c2sp.org/tlog-proof">c2sp.org/tlog-proof</a>
 */
public record TlogProof(long index, List<Hash> hashes, SignedNote note, String extra) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";
    private static final int MAX_HASHES = 63;

    public TlogProof {
        hashes = List.copyOf(hashes);
        if (index < 0) {
            throw new IllegalArgumentException("no entry has index " + index);
        }
    }

    /** A proof without extra bytes. */
    public TlogProof(long index, List<Hash> hashes, SignedNote note) {
        this(index, hashes, note, "");
    }

    /** What a proof shows. */
    public sealed interface Verdict {
        /** The entry is at the proof's index of the log, says the holder of the key that signed this checkpoint. */
        record Included(Checkpoint checkpoint) implements Verdict {}

        /** Nothing is shown, and why. */
        record Refused(String why) implements Verdict {}
    }

    /** Proves the entry at {@code index} against a checkpoint of the log in {@code store}. */
    public static TlogProof of(long index, SignedNote note, TileStore store) throws Malformed {
        return new TlogProof(
                index, MerkleTree.inclusionProof(index, Checkpoint.of(note).size(), store), note);
    }

    /** The text form. */
    public String encoded() {
        StringBuilder proof = new StringBuilder(HEADER).append('\n');
        if (!extra.isEmpty()) {
            proof.append(EXTRA).append(extra).append('\n');
        }
        proof.append(INDEX).append(index).append('\n');
        hashes.forEach(hash -> proof.append(hash.base64()).append('\n'));
        return proof.append('\n').append(note.encoded()).toString();
    }

    /**
     * Reads the text form.
     *
     * @throws Malformed unless {@code text} is exactly what {@link #encoded()} writes for some proof
     */
    public static TlogProof parse(String text) throws Malformed {
        int blank = text.indexOf("\n\n");
        if (blank < 0) {
            throw new Malformed("not a proof: no checkpoint after a blank line");
        }
        List<String> lines = List.of(text.substring(0, blank).split("\n", -1));
        if (!lines.getFirst().equals(HEADER)) {
            throw new Malformed("not a proof: the first line is not " + HEADER);
        }
        int at = 1;
        String extra = "";
        if (at < lines.size() && lines.get(at).startsWith(EXTRA)) {
            extra = lines.get(at++).substring(EXTRA.length());
            if (Strict.base64(extra).length == 0) {
                throw new Malformed("extra without bytes");
            }
        }
        if (at >= lines.size() || !lines.get(at).startsWith(INDEX)) {
            throw new Malformed("not a proof: no index");
        }
        long index = Strict.decimal(lines.get(at++).substring(INDEX.length()));
        return new TlogProof(
                index, hashes(lines.subList(at, lines.size())), SignedNote.parse(text.substring(blank + 2)), extra);
    }

    private static List<Hash> hashes(List<String> lines) throws Malformed {
        if (lines.size() > MAX_HASHES) {
            throw new Malformed("more hashes than any tree is high");
        }
        List<Hash> hashes = new ArrayList<>();
        for (String line : lines) {
            hashes.add(Hash.ofBase64(line));
        }
        return hashes;
    }

    /** The opaque extra bytes; never trust them for the proof's sake. */
    public byte[] extraBytes() {
        return Base64.getDecoder().decode(extra);
    }

    /**
     * Checks signature, checkpoint and inclusion, in this order.
     *
     * @param leaf {@code SHA-256(0x00 || entry)}
     * @param keys of the log; one of them must have signed
     */
    public Verdict check(Hash leaf, Collection<VerifierKey> keys) {
        return switch (note.check(keys)) {
            case SignedNote.Verdict.Unknown() -> new Verdict.Refused("the checkpoint is not signed by the log's key");
            case SignedNote.Verdict.Forged(String name) ->
                new Verdict.Refused("the signature of " + name + " on the checkpoint is wrong");
            case SignedNote.Verdict.SignedBy(var by) -> included(leaf);
        };
    }

    private Verdict included(Hash leaf) {
        try {
            Checkpoint checkpoint = Checkpoint.of(note);
            return MerkleTree.includes(index, leaf, checkpoint.tree(), hashes)
                    ? new Verdict.Included(checkpoint)
                    : new Verdict.Refused("the hashes do not lead from the entry to the root of the checkpoint");
        } catch (Malformed e) {
            return new Verdict.Refused("the signed text is not a checkpoint");
        }
    }
}
