package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.LegacyHash;
import io.flowlet.testing.ServerTests;
import io.flowlet.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    @Test
    void wrapsAnothersHashAsItHashesPasswords() throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(PASSWORD.getBytes(StandardCharsets.UTF_8));
        LegacyHash legacy = LegacyHash.of(LegacyHash.Salted.BARE, null, digest);
        for (String algorithm : new String[] {"bcrypt", "argon2id"}) {
            PasswordHashing hashing = hashing(algorithm, 4);
            String wrapped = hashing.wrap(legacy);
            assertThat(wrapped).startsWith("sha256:bare::$" + (algorithm.equals("bcrypt") ? "2b$04$" : "argon2id$"));
            assertThat(hashing.matches(PASSWORD, Optional.of(wrapped))).isTrue();
            assertThat(hashing.matches(PASSWORD + "x", Optional.of(wrapped))).isFalse();
            assertThat(hashing.isOutdated(wrapped)).as("always to be replaced").isTrue();
            hashing.destroy();
        }
    }

    @Test
    void takesNoHashOfAnotherForm() {
        for (byte[] digest : new byte[][] {{}, new byte[31], new byte[33]}) {
            assertThatThrownBy(() -> LegacyHash.of(LegacyHash.Salted.BARE, null, digest))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (byte[] salt : new byte[][] {{}, new byte[65]}) {
            assertThatThrownBy(() -> LegacyHash.of(LegacyHash.Salted.SALT_AFTER, salt, new byte[32]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> LegacyHash.of(LegacyHash.Salted.BARE, new byte[1], new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private PasswordHashing hashing(String algorithm, int cost) {
        return OtherHashing.of(vault, settings, algorithm, cost);
    }
}
