package io.flowlet.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A person's device with a passkey, and the browser in front of it, as far as a server can tell: ES256, attestation {@code none}. What it says can be
 * falsified by {@code with…}.
 *
 * @see <a href="https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data">WebAuthn Level 3, 6.1</a>
 */
public final class SoftPasskey {
    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int BACKUP = 0x18;
    private static final int ATTESTED = 0x40;
    private static final Pattern DATA = Pattern.compile("data-([a-z]+)=\"([^\"]*)\"");

    private final KeyPair keys;
    private final byte[] id = new byte[32];
    private String user = "";
    private String origin;
    private String relyingParty = "";
    private int flags = PRESENT | VERIFIED | BACKUP;
    private int counter;

    public SoftPasskey(String origin) {
        this.origin = origin;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        new SecureRandom().nextBytes(id);
    }

    /** From another page from now on. */
    public SoftPasskey withOrigin(String other) {
        this.origin = other;
        return this;
    }

    /** Without finger, face or code from now on. */
    public SoftPasskey unverified() {
        this.flags = PRESENT | BACKUP;
        return this;
    }

    /** Belonging to another account from now on. */
    public SoftPasskey withUser(String other) {
        this.user = other;
        return this;
    }

    public SoftPasskey withCounter(int next) {
        this.counter = next;
        return this;
    }

    /** What {@code page} says in its form for a passkey. */
    public static String data(String page, String name) {
        Matcher data = DATA.matcher(page);
        while (data.find()) {
            if (data.group(1).equals(name)) {
                return data.group(2);
            }
        }
        throw new AssertionError("no data-" + name + ": " + page);
    }

    /** What a browser sends for the page that offers to make a passkey. */
    public String made(String page) {
        user = data(page, "user");
        relyingParty = data(page, "rp");
        ByteArrayOutputStream device = head(flags | ATTESTED);
        device.writeBytes(new byte[16]);
        device.writeBytes(ByteBuffer.allocate(2).putShort((short) id.length).array());
        device.writeBytes(id);
        device.writeBytes(cose());
        ByteArrayOutputStream attestation = new ByteArrayOutputStream();
        attestation.write(0xa3); // CBOR: a map of three
        attestation.writeBytes(cborText("fmt"));
        attestation.writeBytes(cborText("none"));
        attestation.writeBytes(cborText("attStmt"));
        attestation.write(0xa0);
        attestation.writeBytes(cborText("authData"));
        attestation.write(0x59);
        attestation.writeBytes(
                ByteBuffer.allocate(2).putShort((short) device.size()).array());
        attestation.writeBytes(device.toByteArray());
        return """
                {"id":"%1$s","rawId":"%1$s","type":"public-key","clientExtensionResults":{},
                 "response":{"clientDataJSON":"%2$s","attestationObject":"%3$s","transports":["internal"]}}
                """.formatted(
                text(id), text(client("webauthn.create", data(page, "challenge"))), text(attestation.toByteArray()));
    }

    /** What a browser sends for a page that offers to sign in. */
    public String used(String page) {
        return signed(data(page, "challenge"));
    }

    /** The same for this challenge. */
    public String signed(String challenge) {
        try {
            byte[] client = client("webauthn.get", challenge);
            byte[] device = head(flags).toByteArray();
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(device);
            signature.update(sha256(client));
            return """
                    {"id":"%1$s","rawId":"%1$s","type":"public-key","clientExtensionResults":{},"response":
                     {"clientDataJSON":"%2$s","authenticatorData":"%3$s","signature":"%4$s","userHandle":"%5$s"}}
                    """.formatted(text(id), text(client), text(device), text(signature.sign()), user);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] client(String type, String challenge) {
        return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}"
                .formatted(type, challenge, origin)
                .getBytes(StandardCharsets.UTF_8);
    }

    private ByteArrayOutputStream head(int bits) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(sha256(relyingParty.getBytes(StandardCharsets.UTF_8)));
        head.write(bits);
        head.writeBytes(ByteBuffer.allocate(4).putInt(counter).array());
        return head;
    }

    // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    private byte[] cose() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        ByteArrayOutputStream cose = new ByteArrayOutputStream();
        cose.writeBytes(new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32});
        cose.writeBytes(unsigned(key.getW().getAffineX().toByteArray()));
        cose.writeBytes(new byte[] {0x22, 0x58, 32});
        cose.writeBytes(unsigned(key.getW().getAffineY().toByteArray()));
        return cose.toByteArray();
    }

    private static byte[] unsigned(byte[] number) {
        byte[] out = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, out, 32 - length, length);
        return out;
    }

    private static byte[] cborText(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(bytes.length + 1)
                .put((byte) (0x60 + bytes.length))
                .put(bytes)
                .array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
