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
    ES256(JWSAlgorithm.ES256, KeyPairs.P256),
    /** Which every OpenID Connect client understands. */
    RS256(JWSAlgorithm.RS256, KeyPairs.RSA3072),
    PS256(JWSAlgorithm.PS256, KeyPairs.RSA3072);

    private final JWSAlgorithm jws;
    private final KeyPairs kind;

    TokenAlgorithm(JWSAlgorithm jws, KeyPairs kind) {
        this.jws = jws;
        this.kind = kind;
    }

    /** As a header names it. */
    public JWSAlgorithm jws() {
        return jws;
    }

    KeyPairs kind() {
        return kind;
    }

    /** As the vault files its keys. */
    String use() {
        return "sign:" + name().toLowerCase(Locale.ROOT);
    }
}
