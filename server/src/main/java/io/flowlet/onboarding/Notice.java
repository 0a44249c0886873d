package io.flowlet.onboarding;

import io.flowlet.policies.PolicyBody;
import io.flowlet.policies.PolicyVersion;
import io.flowlet.tlog.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a person is told about one purpose in one language, and agrees to.
 *
 * @param version counts the changes of this purpose's texts, from 1
 * @param hash SHA-256 over everything else as canonical JSON, hexadecimal
 * @param required whether onboarding waits for it
 */
public record Notice(
        String purpose,
        String title,
        String text,
        String language,
        int version,
        String hash,
        Basis legalBasis,
        boolean required) {
    private static final int LONGEST_TEXT = 8_000;

    /** What the processing rests on: GDPR Art. 6 (1) c, b and a. Codes are stored, never reused. */
    public enum Basis {
        LEGAL_OBLIGATION,
        CONTRACT,
        /** The only one that can be withdrawn. */
        CONSENT;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if there is no such basis */
        static Basis of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** The notices that a published version holds, each language of each purpose. */
    public static List<Notice> of(PolicyVersion version) {
        return read(PolicyBody.of(version.members()));
    }

    /** Reads a body and leaves its faults in it. */
    static List<Notice> read(PolicyBody body) {
        List<Notice> notices = new ArrayList<>();
        for (PolicyBody notice : body.objects("notices", 1, 20)) {
            String purpose = notice.id("purpose");
            int number = notice.number("version", 1, 1_000_000);
            Basis basis = notice.oneOf("legal_basis", PolicyBody.all(Basis.class));
            boolean required = notice.flag("required", false);
            if (required && basis == Basis.CONSENT) {
                notice.fault("required", "not_free", "What rests on consent cannot be required.");
            }
            for (PolicyBody text : notice.objects("texts", 1, 50)) {
                notices.add(of(
                        purpose,
                        new Text(text.text("title", 200), text.text("text", LONGEST_TEXT), text.text("language", 8)),
                        number,
                        basis,
                        required));
            }
        }
        return notices;
    }

    private record Text(String title, String text, String language) {}

    private static Notice of(String purpose, Text text, int version, Basis basis, boolean required) {
        String hashed = CanonicalJson.write(Map.of(
                "purpose", purpose,
                "title", text.title(),
                "text", text.text(),
                "language", text.language(),
                "version", version,
                "legal_basis", basis.code(),
                "required", required));
        return new Notice(
                purpose, text.title(), text.text(), text.language(), version, sha256(hashed), basis, required);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
