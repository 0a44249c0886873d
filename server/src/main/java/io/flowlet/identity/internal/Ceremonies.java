package io.flowlet.identity.internal;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import io.flowlet.identity.IdentitySettings;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * What a browser sends when it makes or uses a passkey, judged by the rules of WebAuthn: challenge, origin, relying party, user verification,
 * signature, counter. Where a passkey comes from is not asked for (attestation {@code none}). Keeps nothing. Thread-safe.
 *
 * @see <a href="https://www.w3.org/TR/webauthn-3/#sctn-rp-operations">WebAuthn Level 3, 7</a>
 */
@Component
public final class Ceremonies {
    /** No answer of a device comes near it. */
    private static final int LONGEST_ANSWER = 16_384;

    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            taken(COSEAlgorithmIdentifier.ES256),
            taken(COSEAlgorithmIdentifier.EdDSA),
            taken(COSEAlgorithmIdentifier.RS256));

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");

    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(converter);
    private final WebAuthnManager rules = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final String issuer;
    private final String relyingParty;

    Ceremonies(IdentitySettings settings) {
        this.issuer = settings.issuer();
        this.relyingParty = Objects.requireNonNull(URI.create(issuer).getHost());
    }

    /** Whether the issuer has a name: passkeys are bound to names, never to addresses. */
    public boolean arePossible() {
        return !ADDRESS.matcher(relyingParty).matches();
    }

    /** The host that passkeys of this installation are bound to. */
    public String relyingParty() {
        return relyingParty;
    }

    /**
     * A passkey that was made just now.
     *
     * @param credential its attested credential data
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Made(byte[] challenge, byte[] credentialId, byte[] credential, long counter, boolean backedUp) {
        @Override
        public String toString() {
            return "Made[…]";
        }
    }

    /** What was made, if everything about it is in order and its challenge is one of {@code own}. */
    public Optional<Made> made(String json, Predicate<byte[]> own) {
        if (json.isEmpty() || json.length() > LONGEST_ANSWER) {
            return Optional.empty();
        }
        try {
            RegistrationData answer = rules.parseRegistrationResponseJSON(json);
            byte[] challenge = answer.getCollectedClientData().getChallenge().getValue();
            if (!own.test(challenge)) {
                return Optional.empty();
            }
            var parameters = new RegistrationParameters(server(challenge), ALGORITHMS, true, true);
            rules.verify(answer, parameters);
            var device = Objects.requireNonNull(answer.getAttestationObject()).getAuthenticatorData();
            AttestedCredentialData credential = Objects.requireNonNull(device.getAttestedCredentialData());
            return Optional.of(new Made(
                    challenge,
                    credential.getCredentialId(),
                    credentials.convert(credential),
                    device.getSignCount(),
                    device.isFlagBS()));
        } catch (RuntimeException e) {
            // a stranger wrote it, and its reader throws many things: whatever is missing or malformed, it is no
            // passkey
            return Optional.empty();
        }
    }

    /** What a browser sent as the answer of a passkey, of which nothing is believed yet but that its challenge is an own one. */
    public static final class Claim {
        private final AuthenticationData answer;
        private final byte[] challenge;

        private Claim(AuthenticationData answer, byte[] challenge) {
            this.answer = answer;
            this.challenge = challenge;
        }

        public byte[] credentialId() {
            return answer.getCredentialId();
        }

        public byte[] challenge() {
            return challenge.clone();
        }

        /** Of the account that the device knows the passkey of; empty if it says nothing. */
        public byte[] userHandle() {
            byte[] handle = answer.getUserHandle();
            return handle == null ? new byte[0] : handle;
        }
    }

    public Optional<Claim> claim(String json, Predicate<byte[]> own) {
        if (json.isEmpty() || json.length() > LONGEST_ANSWER) {
            return Optional.empty();
        }
        try {
            AuthenticationData answer = rules.parseAuthenticationResponseJSON(json);
            byte[] challenge = Objects.requireNonNull(answer.getCollectedClientData())
                    .getChallenge()
                    .getValue();
            return own.test(challenge) ? Optional.of(new Claim(answer, challenge)) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The counter after a use. */
    public record Used(long counter, boolean backedUp) {}

    /** Whether {@code claim} is the answer of {@code passkey}; a counter that went back is none. */
    public Optional<Used> used(Claim claim, PasskeyRows.Stored passkey) {
        var known = new CredentialRecordImpl(
                new NoneAttestationStatement(),
                true,
                null,
                null,
                passkey.counter(),
                credentials.convert(passkey.credential()),
                null,
                null,
                null,
                null);
        try {
            rules.verify(claim.answer, new AuthenticationParameters(server(claim.challenge), known, null, true, true));
            var device = Objects.requireNonNull(claim.answer.getAuthenticatorData());
            return Optional.of(new Used(device.getSignCount(), device.isFlagBS()));
        } catch (WebAuthnException e) {
            return Optional.empty();
        }
    }

    private ServerProperty server(byte[] challenge) {
        return ServerProperty.builder()
                .origin(new Origin(issuer))
                .rpId(relyingParty)
                .challenge(() -> challenge)
                .build();
    }

    private static PublicKeyCredentialParameters taken(COSEAlgorithmIdentifier algorithm) {
        return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm);
    }
}
