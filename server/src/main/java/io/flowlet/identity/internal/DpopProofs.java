package io.flowlet.identity.internal;

import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.identity.DpopSettings;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.tenants.Transactions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Decides whether a proof shows that the sender of a request holds a key.
 *
 * <p>In this order, the cheap before the dear: one header, its form, the key that is expected, method, address, time, token, number, signature;
 * only what passed all of them is looked up and written as used, in a table that all instances share. A proof is refused for having been used when
 * another of the same key had the same {@code jti}. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9449#section-4.3">RFC 9449, 4.3</a>
 */
@Component
public final class DpopProofs {
    /** The header of the proof. */
    public static final String HEADER = "DPoP";

    /** The header of an answer that has a number for the next proof. */
    public static final String NONCE_HEADER = "DPoP-Nonce";

    /** The error of a proof that is missing or not good. */
    public static final String INVALID = "invalid_dpop_proof";

    /** The error of a proof that is good but for its number. */
    public static final String NONCE_NEEDED = "use_dpop_nonce";

    private static final int LONGEST_JTI = 256;

    private final Transactions transactions;
    private final ProofRows rows;
    private final DpopNonces nonces;
    private final DpopSettings settings;
    private final Clock clock;

    @Autowired
    DpopProofs(Transactions transactions, ProofRows rows, DpopNonces nonces, IdentitySettings settings, Clock clock) {
        this(transactions, rows, nonces, settings.dpop(), clock);
    }

    DpopProofs(Transactions transactions, ProofRows rows, DpopNonces nonces, DpopSettings settings, Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.nonces = nonces;
        this.settings = settings;
        this.clock = clock;
    }

    /** What proofs may be signed with, as metadata and challenges say it. */
    public static List<String> algorithms() {
        return DpopProof.ALGORITHMS;
    }

    /** The number for the next proof; empty if proofs need none. */
    public Optional<String> nonce() {
        return settings.nonce() ? Optional.of(nonces.current()) : Optional.empty();
    }

    /**
     * Uses up the proof of a request.
     *
     * @param headers all values of the header {@code DPoP}
     */
    public DpopOutcome use(List<String> headers, DpopUse use) {
        if (headers.size() != 1) {
            return new DpopOutcome.Refused(headers.isEmpty() ? "proof_missing" : "proofs_several");
        }
        return DpopProof.read(headers.getFirst())
                .map(proof -> judge(proof, use))
                .orElseGet(() -> new DpopOutcome.Refused("proof_malformed"));
    }

    private DpopOutcome judge(DpopProof proof, DpopUse use) {
        String jkt = proof.thumbprint();
        if (use.jkt() != null && !use.jkt().equals(jkt)) {
            return new DpopOutcome.Refused("proof_of_another_key");
        }
        try {
            @Nullable String fault = fault(proof.claims(), use);
            if (fault != null) {
                return new DpopOutcome.Refused(fault);
            }
            if (!proof.verifies()) {
                return new DpopOutcome.Refused("proof_signature");
            }
            @Nullable String nonce = proof.claims().getStringClaim("nonce");
            if (settings.nonce() && (nonce == null || !nonces.isGood(nonce))) {
                return new DpopOutcome.NonceNeeded(nonces.current());
            }
            return isFirstUse(proof.claims(), jkt)
                    ? new DpopOutcome.Proven(jkt)
                    : new DpopOutcome.Refused("proof_used");
        } catch (ParseException e) {
            return new DpopOutcome.Refused("proof_malformed");
        }
    }

    private @Nullable String fault(JWTClaimsSet claims, DpopUse use) throws ParseException {
        @Nullable String jti = claims.getJWTID();
        if (jti == null || jti.isEmpty() || jti.length() > LONGEST_JTI || claims.getIssueTime() == null) {
            return "proof_malformed";
        }
        if (!use.method().equals(claims.getStringClaim("htm"))
                || !RequestAddress.isSame(claims.getStringClaim("htu"), use.address())) {
            return "proof_of_another_request";
        }
        Instant now = clock.instant();
        Instant issuedAt = claims.getIssueTime().toInstant();
        if (issuedAt.isAfter(now.plus(settings.clockAhead())) || issuedAt.isBefore(now.minus(settings.proofLife()))) {
            return "proof_time";
        }
        return use.accessToken() == null || hash(use.accessToken()).equals(claims.getStringClaim("ath"))
                ? null
                : "proof_of_another_token";
    }

    private boolean isFirstUse(JWTClaimsSet claims, String jkt) {
        byte[] digest = sha256(jkt + "." + claims.getJWTID());
        // a moment more than anybody would believe it, for instances whose clocks differ
        Instant end =
                claims.getIssueTime().toInstant().plus(settings.proofLife()).plus(settings.clockAhead());
        return transactions.control(() -> rows.use(digest, end));
    }

    /** {@code ath} of {@code token}. */
    private static String hash(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(token));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
