package io.flowlet.vault;

import com.nimbusds.jose.JWSAlgorithm;
import io.flowlet.vault.internal.KeyPairs;
import java.util.Locale;

/**
 * How tokens are signed: each with keys of its own, so that none is ever used under two names.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518, 3.1</a>
 */
public enum TokenAlgorithm {
    /** Signs at a fifth of the others' cost. */
    ES256,
    /** Which every OpenID Connect client understands. */
    RS256,
    PS256;

    /** As a header names it. */
    public JWSAlgorithm jws() {
        return switch (this) {
            case ES256 -> JWSAlgorithm.ES256;
            case RS256 -> JWSAlgorithm.RS256;
            case PS256 -> JWSAlgorithm.PS256;
        };
    }

    KeyPairs kind() {
        return switch (this) {
            case ES256 -> KeyPairs.P256;
            case RS256, PS256 -> KeyPairs.RSA3072;
        };
    }

    /** As the vault files its keys. */
    String use() {
        return "sign:" + name().toLowerCase(Locale.ROOT);
    }
}
