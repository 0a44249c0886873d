package io.flowlet.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public key of a log or witness: a name and an Ed25519 key, written {@code <name>+<id>+<base64>}.
 *
 * <p>The id is derived from name and key; it identifies, it does not protect. Immutable; thread-safe.
 *
 * @see <a href="https://c2sp.org/signed-note">c2sp.org/signed-note, signatures</a>
 */
public final class VerifierKey {
    private static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;
    private static final Pattern FORM = Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([0-9A-Za-z+/=]+)");
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] publicKey;
    private final int id;
    private final PublicKey key;

    private VerifierKey(String name, byte[] publicKey, PublicKey key) {
        this.name = name;
        this.publicKey = publicKey;
        this.key = key;
        this.id = idOf(name, publicKey);
    }

    /**
     * The key with this name.
     *
     * @param publicKey 32 bytes as in RFC 8032
     * @throws Malformed if the name is empty or holds a space or a plus, or the bytes are no Ed25519 key
     */
    public static VerifierKey of(String name, byte[] publicKey) throws Malformed {
        if (!isName(name) || publicKey.length != KEY_BYTES) {
            throw new Malformed("not the name and key of a verifier");
        }
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_BYTES);
        System.arraycopy(publicKey, 0, encoded, X509_PREFIX.length, KEY_BYTES);
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            return new VerifierKey(name, publicKey.clone(), key);
        } catch (GeneralSecurityException e) {
            throw new Malformed("not an Ed25519 public key");
        }
    }

    /**
     * Reads the text form.
     *
     * @throws Malformed unless {@code vkey} is exactly what {@link #encoded()} writes for some key
     */
    public static VerifierKey parse(String vkey) throws Malformed {
        var parts = FORM.matcher(vkey);
        if (!parts.matches()) {
            throw new Malformed("not a verifier key: <name>+<8 hexadecimal digits>+<base64>");
        }
        byte[] typed = Strict.base64(parts.group(3));
        if (typed.length != KEY_BYTES + 1 || typed[0] != ED25519) {
            throw new Malformed("not an Ed25519 verifier key");
        }
        VerifierKey key = of(parts.group(1), Arrays.copyOfRange(typed, 1, typed.length));
        if (!key.encoded().equals(vkey)) {
            throw new Malformed("the id of the verifier key does not belong to its name and key");
        }
        return key;
    }

    /** {@code <name>+<id as 8 hexadecimal digits>+<base64 of the type byte 0x01 and the key>}. */
    public String encoded() {
        byte[] typed = new byte[KEY_BYTES + 1];
        typed[0] = ED25519;
        System.arraycopy(publicKey, 0, typed, 1, KEY_BYTES);
        return name
                + '+'
                + HexFormat.of().toHexDigits(id)
                + '+'
                + Base64.getEncoder().encodeToString(typed);
    }

    public String name() {
        return name;
    }

    /** The first four bytes of {@code SHA-256(name || 0x0A || 0x01 || key)}. */
    public int id() {
        return id;
    }

    /** Whether {@code signature} is this key's over {@code text}. */
    boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text);
            return ed25519.verify(signature);
        } catch (SignatureException e) {
            return false; // not of the form of a signature
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    static boolean isName(String name) {
        return !name.isEmpty() && name.codePoints().noneMatch(c -> c == '+' || c < ' ' || isSpace(c));
    }

    private static boolean isSpace(int codePoint) {
        return Character.isSpaceChar(codePoint) || Character.isWhitespace(codePoint) || codePoint == 0x85;
    }

    private static int idOf(String name, byte[] publicKey) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer input = ByteBuffer.allocate(utf8.length + 2 + KEY_BYTES);
        input.put(utf8).put((byte) '\n').put(ED25519).put(publicKey);
        return ByteBuffer.wrap(Hash.sha256(input.array()).shared()).getInt();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerifierKey that && name.equals(that.name) && Arrays.equals(publicKey, that.publicKey);
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return encoded();
    }
}
