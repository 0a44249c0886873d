package io.flowlet.identity.internal;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.TokenKey;
import java.time.Clock;
import java.util.List;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;

/** Makes access tokens, signed by the first token key of the vault, and shows the public keys. Thread-safe. */
@Component
final class TokenSigning {
    private final List<TokenKey> keys;
    private final JwtGenerator generator;

    TokenSigning(SigningKeys signingKeys, AccessTokenClaims claims, Clock clock) {
        this.keys = signingKeys.tokenKeys();
        TokenKey first = keys.getFirst();
        ECKey signer =
                new ECKey.Builder(jwk(first)).privateKey(first.privateKey()).build();
        this.generator = new JwtGenerator(new NimbusJwtEncoder(source(List.of(signer))));
        generator.setClock(clock);
        generator.setJwtCustomizer(claims::complete);
    }

    OAuth2TokenGenerator<Jwt> generator() {
        return generator;
    }

    /** All keys that verify, without their private halves. */
    JWKSource<SecurityContext> published() {
        return source(keys.stream().map(TokenSigning::jwk).toList());
    }

    private static ECKey jwk(TokenKey key) {
        return new ECKey.Builder(Curve.P_256, key.publicKey())
                .keyID(key.kid())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .build();
    }

    private static JWKSource<SecurityContext> source(List<? extends JWK> keys) {
        return new ImmutableJWKSet<>(new JWKSet(List.copyOf(keys)));
    }
}
