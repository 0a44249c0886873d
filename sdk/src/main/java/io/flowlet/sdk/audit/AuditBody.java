package io.flowlet.sdk.audit;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.JsonObject;
import io.flowlet.tlog.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The body of an audit event, as far as verification needs it.
 *
 * <p>Canonical JSON (RFC 8785). The log entry is {@code SHA-256(body)}; a random nonce in every body keeps the entry from being guessed.
 *
 * @param id of the event, {@code aud_…}; empty if the body has none
 * @param ciphertextHash what the personal data beside the body is committed to; empty if there is none
 */
public record AuditBody(String id, Optional<Hash> ciphertextHash) {
    private static final String ID = "id";
    private static final String CIPHERTEXT_HASH = "pii_sha256";

    /** The log entry of a body: 32 bytes. */
    public static Hash entry(byte[] body) {
        return Hash.sha256(body);
    }

    /** The log entry of a body that is at hand as text. */
    static Hash entry(String body) {
        return entry(body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a body.
     *
     * @throws Malformed if it is not canonical JSON, or one of the members has the wrong type
     */
    public static AuditBody parse(String body) throws Malformed {
        JsonObject json = JsonObject.parseCanonical(body);
        Optional<String> hex = json.optionalText(CIPHERTEXT_HASH);
        Optional<Hash> hash = hex.isPresent() ? Optional.of(Hash.ofHex(hex.get())) : Optional.empty();
        return new AuditBody(json.optionalText(ID).orElse(""), hash);
    }
}
