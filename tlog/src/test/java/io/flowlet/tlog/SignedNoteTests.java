package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.tlog.SignedNote.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SignedNoteTests {
    private static final NoteSigner LOG = NoteSigner.fromSeed("log.example/audit", new byte[32]);

    @Test
    void acceptsTheValidNotesOfTheVectors() throws Exception {
        for (Object each : list(vectors(), "valid")) {
            Map<?, ?> vector = (Map<?, ?>) each;
            SignedNote note = SignedNote.parse(text(vector, "note"));
            assertThat(note.encoded()).isEqualTo(text(vector, "note"));
            int verified = Math.toIntExact((Long) Objects.requireNonNull(vector.get("verified")));
            assertThat(note.check(keys(vector))).isInstanceOfSatisfying(Verdict.SignedBy.class, by -> {
                assertThat(by.keys()).hasSize(verified);
            });
        }
    }

    @Test
    void findsTheWrongSignatureOfTheVectors() throws Exception {
        for (Object each : list(vectors(), "invalidSignature")) {
            Map<?, ?> vector = (Map<?, ?>) each;
            assertThat(SignedNote.parse(text(vector, "note")).check(keys(vector)))
                    .isEqualTo(new Verdict.Forged("PeterNeumann"));
        }
    }

    @Test
    void refusesTheMalformedNotesOfTheVectors() throws Exception {
        for (Object note : list(vectors(), "malformedNotes")) {
            assertThatThrownBy(() -> SignedNote.parse((String) note)).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesTheBadKeysOfTheVectors() throws Exception {
        for (Object key : list(vectors(), "badKeys")) {
            assertThatThrownBy(() -> VerifierKey.parse((String) key)).isInstanceOf(Malformed.class);
        }
    }

    private static Map<String, ?> vectors() throws Exception {
        return CanonicalJson.parseObject(
                Files.readString(SharedData.folder("note-vectors").resolve("notes.json")));
    }

    private static List<VerifierKey> keys(Map<?, ?> vector) throws Exception {
        Map<?, ?> known = (Map<?, ?>) Objects.requireNonNull(vectors().get("keys"));
        List<VerifierKey> keys = new ArrayList<>();
        for (Object name : list(vector, "trusted")) {
            VerifierKey key = VerifierKey.parse(text(known, (String) name));
            assertThat(key.encoded()).isEqualTo(text(known, (String) name));
            keys.add(key);
        }
        return keys;
    }

    private static String text(Map<?, ?> map, String name) {
        return (String) Objects.requireNonNull(map.get(name));
    }

    private static List<?> list(Map<?, ?> map, String name) {
        return (List<?>) Objects.requireNonNull(map.get(name));
    }

    @Test
    void makesTheKeyOfAnRfc8032Secret() {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] publicKey = HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        byte[] signature = HexFormat.of()
                .parseHex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        NoteSigner signer = NoteSigner.fromSeed("rfc8032", seed);
        assertThat(signer.verifierKey().encoded().split("\\+", 3)[2])
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(
                                HexFormat.of().parseHex("01" + HexFormat.of().formatHex(publicKey))));
        assertThat(signer.sign(new byte[0])).isEqualTo(signature);
        assertThat(signer.toString()).doesNotContain("9d61b1");
    }

    @Test
    void signsWithAnyEd25519KeyPair() throws Exception {
        NoteSigner signer =
                NoteSigner.of("pair", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        assertThat(SignedNote.sign("text\n", signer).check(List.of(signer.verifierKey())))
                .isInstanceOf(Verdict.SignedBy.class);
        assertThatThrownBy(() -> NoteSigner.of(
                        "two words", KeyPairGenerator.getInstance("Ed25519").generateKeyPair()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        NoteSigner.of("rsa", KeyPairGenerator.getInstance("EC").generateKeyPair()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsBackWhatSeveralKeysSigned() throws Exception {
        NoteSigner witness =
                NoteSigner.fromSeed("witness.example", Hash.sha256(new byte[0]).bytes());
        SignedNote note = SignedNote.sign("Grüße\n\nzwei Absätze\n", LOG, witness);
        assertThat(SignedNote.parse(note.encoded().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(note);
        assertThat(note.check(List.of(LOG.verifierKey()))).isEqualTo(new Verdict.SignedBy(List.of(LOG.verifierKey())));
        assertThat(note.check(List.of())).isEqualTo(new Verdict.Unknown());
        assertThat(note.check(List.of(NoteSigner.fromSeed("other", new byte[32]).verifierKey())))
                .isEqualTo(new Verdict.Unknown());
    }

    @Test
    void noticesEveryChangedByte() {
        byte[] note = SignedNote.sign("log.example\n12\nroot\n", LOG).encoded().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < note.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = note.clone();
                changed[at] ^= (byte) (1 << bit);
                assertThat(accepted(changed)).as("bit %d of byte %d", bit, at).isFalse();
            }
        }
    }

    private static boolean accepted(byte[] note) {
        try {
            return SignedNote.parse(note).check(List.of(LOG.verifierKey())) instanceof Verdict.SignedBy;
        } catch (Malformed e) {
            return false;
        }
    }

    @Test
    void noticesEveryChangedByteOfAKey() {
        byte[] vkey = LOG.verifierKey().encoded().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < vkey.length; at++) {
            byte[] changed = vkey.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> VerifierKey.parse(new String(changed, StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void refusesNotesThatAreTooLargeAndSignaturesThatAreTooShort() throws Exception {
        String line = SignedNote.sign("text\n", LOG).encoded().substring("text\n\n".length());
        assertThat(SignedNote.parse("text\n\n" + line.repeat(100)).signatures()).hasSize(100);
        assertThatThrownBy(() -> SignedNote.parse("text\n\n\u2014 log.example AAAAAA==\n"))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> SignedNote.parse("text\n\n" + line.repeat(101)))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> SignedNote.parse("x".repeat(SignedNote.MAX_BYTES) + "\n\n" + line))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> SignedNote.parse(new byte[] {(byte) 0xc3, '\n', '\n'}))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void refusesToSignWhatIsNotTheTextOfANote() {
        assertThatThrownBy(() -> SignedNote.sign("no newline", LOG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignedNote.sign("tab\t\n", LOG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignedNote.sign("text\n")).isInstanceOf(IllegalArgumentException.class);
    }
}
