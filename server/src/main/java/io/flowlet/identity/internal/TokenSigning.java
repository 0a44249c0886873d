package io.flowlet.identity.internal;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.TokenAlgorithm;
import io.flowlet.vault.TokenKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;

/** Signs tokens with the vault's keys as their turns come, and shows the public ones. Thread-safe. */
@Component
final class TokenSigning {
    private final SigningKeys keys;
    private final JwtEncoder encoder;
    private final JwtGenerator generator;

    TokenSigning(SigningKeys keys, AccessTokenClaims claims, Clock clock) {
        this.keys = keys;
        keys.refresh();
        this.encoder = new NimbusJwtEncoder(source(this::signers));
        this.generator = new JwtGenerator(encoder);
        generator.setClock(clock);
        generator.setJwtCustomizer(claims::complete);
    }

    /** Makes access tokens. */
    OAuth2TokenGenerator<Jwt> generator() {
        return generator;
    }

    /**
     * Signs {@code claims} by the key of {@code algorithm} whose turn it is.
     *
     * @param type the {@code typ} of the header, which keeps one kind of token from passing for another
     */
    String sign(TokenAlgorithm algorithm, String type, JwtClaimsSet claims) {
        JwsHeader header = JwsHeader.with(headerOf(algorithm)).type(type).build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }

    /** As Spring names it. */
    static SignatureAlgorithm headerOf(TokenAlgorithm algorithm) {
        return switch (algorithm) {
            case ES256 -> SignatureAlgorithm.ES256;
            case RS256 -> SignatureAlgorithm.RS256;
            case PS256 -> SignatureAlgorithm.PS256;
        };
    }

    /** All keys that verify or will sign next, without their private halves. */
    JWKSource<SecurityContext> published() {
        return source(() -> keys.tokenKeys().stream().map(TokenKey::publicKey).toList());
    }

    /** One of each algorithm, so that an algorithm chooses its key. */
    private List<JWK> signers() {
        return Arrays.stream(TokenAlgorithm.values())
                .map(keys::signer)
                .map(TokenKey::pair)
                .toList();
    }

    private static JWKSource<SecurityContext> source(Supplier<List<JWK>> keys) {
        return (selector, context) -> selector.select(new JWKSet(keys.get()));
    }
}
