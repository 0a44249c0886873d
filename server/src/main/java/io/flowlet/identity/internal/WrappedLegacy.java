package io.flowlet.identity.internal;

import io.flowlet.identity.LegacyHash;
import io.flowlet.identity.LegacyHash.Salted;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * What is kept of an imported password until its first use: how the other system hashed it, the salt of then, and a hash of ours over its
 * digest, from which nobody gets that digest back. Written as {@code sha256:<bare|salt_before|salt_after>:<salt in base64url>:<hash>}.
 */
record WrappedLegacy(Salted salted, String salt, String hash) {
    private static final String MARK = "sha256:";
    private static final int PARTS = 4;

    /** Empty for a hash that is ours alone. */
    static Optional<WrappedLegacy> of(String stored) {
        if (!stored.startsWith(MARK)) {
            return Optional.empty();
        }
        String[] parts = stored.split(":", PARTS);
        return Optional.of(new WrappedLegacy(Salted.valueOf(parts[1].toUpperCase(Locale.ROOT)), parts[2], parts[3]));
    }

    static WrappedLegacy of(LegacyHash legacy, String hash) {
        String salt = Base64.getUrlEncoder().withoutPadding().encodeToString(legacy.salt());
        return new WrappedLegacy(legacy.salted(), salt, hash);
    }

    /** As it is kept. */
    String stored() {
        return MARK + salted.name().toLowerCase(Locale.ROOT) + ":" + salt + ":" + hash;
    }

    /** What the other system would have kept of {@code password}, which it took as it was typed. */
    byte[] digestOf(String password) {
        byte[] typed = password.getBytes(StandardCharsets.UTF_8);
        byte[] with = Base64.getUrlDecoder().decode(salt);
        MessageDigest sha256 = sha256();
        if (salted == Salted.SALT_BEFORE) {
            sha256.update(with);
        }
        sha256.update(typed);
        if (salted == Salted.SALT_AFTER) {
            sha256.update(with);
        }
        return sha256.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "WrappedLegacy[" + salted + "]";
    }
}
