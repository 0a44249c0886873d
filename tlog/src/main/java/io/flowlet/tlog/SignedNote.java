package io.flowlet.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A text signed by one or more keys.
 *
 * <p>The text means nothing until {@link #check} says who signed it. Immutable.
 *
 * @param text ends with a newline; without the blank line that separates it from the signatures
 * @param signatures at least one, at most {@link #MAX_SIGNATURES}
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note</a>
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** Bytes in the longest note that is read. */
    public static final int MAX_BYTES = 1 << 20;

    /** Signatures in the longest note that is read. */
    public static final int MAX_SIGNATURES = 100;

    private static final String SEPARATOR = "\n\n";
    private static final String DASH = "\u2014 ";
    private static final int ID_BYTES = 4;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /**
     * One signature line.
     *
     * @param name of the key, without space or plus
     * @param keyId of the key
     * @param base64 of the signature proper, without the key id
     */
    public record NoteSignature(String name, int keyId, String base64) {
        private String line() {
            byte[] signature = bytes();
            ByteBuffer both = ByteBuffer.allocate(ID_BYTES + signature.length)
                    .putInt(keyId)
                    .put(signature);
            return DASH + name + ' ' + Base64.getEncoder().encodeToString(both.array()) + '\n';
        }

        private byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }

        private boolean isOf(VerifierKey key) {
            return keyId == key.id() && name.equals(key.name());
        }
    }

    /** What the signatures of a note are worth to somebody who knows certain keys. */
    public sealed interface Verdict {
        /** Signed by these keys; no signature of a known key is wrong. */
        record SignedBy(List<VerifierKey> keys) implements Verdict {
            public SignedBy {
                keys = List.copyOf(keys);
            }
        }

        /** A known key is named, but the signature is not its own: the text or the signature was changed. */
        record Forged(String keyName) implements Verdict {}

        /** No known key is named. */
        record Unknown() implements Verdict {}
    }

    /**
     * Reads a note from the bytes of a file.
     *
     * @throws Malformed unless the bytes are a note of the exact format
     */
    public static SignedNote parse(byte[] note) throws Malformed {
        if (note.length > MAX_BYTES) {
            throw new Malformed("longer than any note");
        }
        return parse(Strict.utf8(note));
    }

    /**
     * Reads a note.
     *
     * @throws Malformed unless {@code note} is a note of the exact format
     */
    public static SignedNote parse(String note) throws Malformed {
        if (note.length() > MAX_BYTES || note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new Malformed("longer than any note, or with control characters");
        }
        int end = note.lastIndexOf(SEPARATOR);
        if (end < 0 || !note.endsWith("\n") || end + SEPARATOR.length() == note.length()) {
            throw new Malformed("no signature lines after a blank line");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line :
                note.substring(end + SEPARATOR.length(), note.length() - 1).split("\n", -1)) {
            signatures.add(signature(line));
        }
        if (signatures.size() > MAX_SIGNATURES) {
            throw new Malformed("more signatures than any note has");
        }
        return new SignedNote(note.substring(0, end + 1), signatures);
    }

    private static NoteSignature signature(String line) throws Malformed {
        String[] parts = line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
        if (parts.length != 2 || !VerifierKey.isName(parts[0])) {
            throw new Malformed("not a signature line");
        }
        byte[] both = Strict.base64(parts[1]);
        if (both.length <= ID_BYTES) {
            throw new Malformed("a signature line without a signature");
        }
        String signature = Base64.getEncoder().encodeToString(Arrays.copyOfRange(both, ID_BYTES, both.length));
        return new NoteSignature(parts[0], ByteBuffer.wrap(both).getInt(), signature);
    }

    /**
     * Signs a text.
     *
     * @throws IllegalArgumentException if there is no signer, or the text does not end with a newline or holds other control characters
     */
    public static SignedNote sign(String text, NoteSigner... signers) {
        if (signers.length == 0 || !text.endsWith("\n") || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException("not a text that can be signed as a note");
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<NoteSignature> signatures = new ArrayList<>();
        for (NoteSigner signer : signers) {
            String signature = Base64.getEncoder().encodeToString(signer.sign(bytes));
            signatures.add(new NoteSignature(signer.name(), signer.verifierKey().id(), signature));
        }
        return new SignedNote(text, signatures);
    }

    /** Checks every signature of a known key; signatures of unknown keys say nothing, neither for nor against. */
    public Verdict check(Collection<VerifierKey> known) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<VerifierKey> by = new ArrayList<>();
        for (NoteSignature signature : signatures) {
            for (VerifierKey key : known) {
                if (signature.isOf(key)) {
                    if (!key.verifies(bytes, signature.bytes())) {
                        return new Verdict.Forged(key.name());
                    }
                    by.add(key);
                }
            }
        }
        return by.isEmpty() ? new Verdict.Unknown() : new Verdict.SignedBy(by);
    }

    /** The note as it is transported: text, blank line, signature lines. */
    public String encoded() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }
}
