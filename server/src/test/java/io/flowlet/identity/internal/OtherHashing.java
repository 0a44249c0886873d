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
        var other = new IdentitySettings(
                settings.issuer(),
                settings.audience(),
                settings.accessTokenLife(),
                settings.verifiedTokens(),
                settings.signIn(),
                passwords,
                settings.factors());
        return new PasswordHashing(vault, other, new SimpleMeterRegistry());
    }
}
