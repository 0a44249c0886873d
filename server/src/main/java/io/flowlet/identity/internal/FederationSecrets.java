package io.flowlet.identity.internal;

import io.flowlet.identity.FederationTerms;
import io.flowlet.identity.StaffProvider;
import io.flowlet.vault.HmacPurpose;
import io.flowlet.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.stereotype.Component;

/**
 * What binds a sign-in at an identity provider to one browser: {@code state}, {@code nonce} and the verifier of PKCE are HMACs over the secret that
 * this browser alone holds, so they stand nowhere. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-2.1">RFC 9700, 2.1</a>
 */
@Component
public final class FederationSecrets {
    private static final int LONGEST = 128;

    private final Vault vault;
    private final Secrets secrets;

    FederationSecrets(Vault vault, Secrets secrets) {
        this.vault = vault;
        this.secrets = secrets;
    }

    public String newCookie() {
        return secrets.newSecret();
    }

    public byte[] digest(String cookie) {
        return of("row", cookie);
    }

    public String state(String cookie) {
        return text(of("state", cookie));
    }

    public boolean isState(String cookie, String sent) {
        return MessageDigest.isEqual(
                sent.getBytes(StandardCharsets.UTF_8), state(cookie).getBytes(StandardCharsets.UTF_8));
    }

    public String nonce(String cookie) {
        return text(of("nonce", cookie));
    }

    /** PKCE: 43 characters. */
    public String verifier(String cookie) {
        return text(of("verifier", cookie));
    }

    /** Of the verifier, with S256. */
    public String challenge(String cookie) {
        try {
            byte[] verifier = verifier(cookie).getBytes(StandardCharsets.US_ASCII);
            return text(MessageDigest.getInstance("SHA-256").digest(verifier));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of the person who is called {@code name} at a provider, by the claim that names persons there. */
    public byte[] subject(StaffProvider provider, String name) {
        FederationTerms terms = provider.terms();
        String claim = terms.personClaim().equals(FederationTerms.EMAIL) ? "sub" : terms.personClaim();
        String whole = provider.tenant().value() + "\n" + terms.issuer() + "\n" + claim + "\n" + name;
        return vault.hmac(HmacPurpose.FEDERATED_SUBJECT, whole.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] of(String use, String cookie) {
        String bounded = cookie.length() <= LONGEST ? cookie : cookie.substring(0, LONGEST);
        return vault.hmac(HmacPurpose.FEDERATION_STEP, (use + "\n" + bounded).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
