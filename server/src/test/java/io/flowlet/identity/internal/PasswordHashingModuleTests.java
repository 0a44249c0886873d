package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.IdentitySettings;
import io.flowlet.testing.ServerTests;
import io.flowlet.vault.Vault;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Hashes of both algorithms, and which of them are replaced. */
class PasswordHashingModuleTests extends ServerTests {
    private static final String PASSWORD = "marble-cactus-window-twelve-77";

    @Autowired
    Vault vault;

    @Autowired
    IdentitySettings settings;

    @Test
    void eachTakesTheHashesOfTheOtherAndReplacesThem() {
        PasswordHashing bcrypt = hashing("bcrypt", 4);
        PasswordHashing dearer = hashing("bcrypt", 5);
        PasswordHashing argon2id = hashing("argon2id", 4);
        String old = bcrypt.hash(PASSWORD);
        String young = argon2id.hash(PASSWORD);
        assertThat(old).startsWith("$2b$04$");
        assertThat(young).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        for (PasswordHashing hashing : new PasswordHashing[] {bcrypt, dearer, argon2id}) {
            for (String hash : new String[] {old, young}) {
                assertThat(hashing.matches(PASSWORD, Optional.of(hash))).isTrue();
                assertThat(hashing.matches(PASSWORD + "x", Optional.of(hash))).isFalse();
            }
            assertThat(hashing.matches(PASSWORD, Optional.empty())).isFalse();
        }
        assertThat(bcrypt.isOutdated(old)).isFalse();
        assertThat(dearer.isOutdated(old)).isTrue();
        assertThat(argon2id.isOutdated(old)).isTrue();
        assertThat(argon2id.isOutdated(young)).isFalse();
        assertThat(bcrypt.isOutdated(young)).isTrue();
        bcrypt.destroy();
        dearer.destroy();
        argon2id.destroy();
    }

    private PasswordHashing hashing(String algorithm, int cost) {
        return OtherHashing.of(vault, settings, algorithm, cost);
    }
}
