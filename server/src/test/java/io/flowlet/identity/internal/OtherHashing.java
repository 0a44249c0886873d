package io.flowlet.identity.internal;

import io.flowlet.identity.IdentitySettings;
import io.flowlet.vault.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Hashing with the same pepper and other settings, as before somebody changed them. */
public final class OtherHashing {
    private OtherHashing() {}

    public static String hash(Vault vault, IdentitySettings settings, String algorithm, String password) {
        PasswordHashing hashing = of(vault, settings, algorithm, 5);
        try {
            return hashing.hash(password);
        } finally {
            hashing.destroy();
        }
    }

    static PasswordHashing of(Vault vault, IdentitySettings settings, String algorithm, int cost) {
        var passwords = new IdentitySettings.Passwords(algorithm, cost, null, 1);
        return new PasswordHashing(vault, with(settings, passwords), new SimpleMeterRegistry());
    }

    static IdentitySettings with(IdentitySettings settings, IdentitySettings.Passwords passwords) {
        return new IdentitySettings(
                settings.issuer(),
                settings.audience(),
                settings.accessTokenLife(),
                settings.clientAuthorities(),
                settings.mtlsAddress(),
                settings.verifiedTokens(),
                settings.signIn(),
                passwords,
                settings.signing(),
                settings.factors(),
                settings.dpop());
    }
}
