package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an instance finds or makes at its start: the right master key, peppers, signing keys. */
class VaultStartModuleTests {
    private final TestDatabase database = TestDatabase.create();
    private final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
    private final Path keyFile = TestVault.newMasterKeyFile();

    @Test
    void makesTheSameKeysForAllInstancesThatStartAtOnce() throws Exception {
        List<Callable<VaultInstance>> starts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            starts.add(() -> new VaultInstance(database, keyFile));
        }
        List<String> seen = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(starts.size())) {
            for (Future<VaultInstance> started : threads.invokeAll(starts)) {
                try (VaultInstance instance = started.get()) {
                    seen.add(digestOfAllKeys(instance));
                }
            }
        }
        assertThat(seen).hasSize(6).containsOnly(seen.getFirst());
        assertThat(superuser.queryForList("select use from vault.platform_key", String.class))
                .contains(
                        "canary",
                        "wrap:epoch-key",
                        "sign:es256",
                        "sign:ed25519-audit",
                        "hmac:client_secret",
                        "hmac:token")
                .hasSize(4 + HmacPurpose.values().length)
                .doesNotHaveDuplicates();
    }

    @Test
    void findsTheSameKeysAfterARestart() {
        String before;
        try (VaultInstance first = new VaultInstance(database, keyFile)) {
            before = digestOfAllKeys(first);
        }
        try (VaultInstance second = new VaultInstance(database, keyFile)) {
            assertThat(digestOfAllKeys(second)).isEqualTo(before);
            assertThat(second.counter("flowlet.vault.keys.made", "kind", "platform"))
                    .isZero();
        }
    }

    @Test
    void refusesAnotherMasterKeyAndWritesNothing() {
        new VaultInstance(database, keyFile).close();
        Path other = TestVault.newMasterKeyFile();
        long rows = platformKeys();
        assertThatThrownBy(() -> new VaultInstance(database, other))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("sealed with root key " + MasterKeyFile.check(keyFile))
                .hasMessageContaining("this instance has " + MasterKeyFile.check(other));
        assertThat(platformKeys()).isEqualTo(rows);
    }

    @Test
    void refusesADatabaseWhoseCanaryIsGone() {
        new VaultInstance(database, keyFile).close();
        superuser.update("delete from vault.platform_key where use = 'canary'");
        assertThatThrownBy(() -> new VaultInstance(database, keyFile))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("canary");
    }

    @Test
    void refusesACanaryThatWasAltered() {
        new VaultInstance(database, keyFile).close();
        superuser.update("update vault.platform_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)");
        assertThatThrownBy(() -> new VaultInstance(database, keyFile))
                .rootCause()
                .isInstanceOf(DamagedKey.class)
                .hasMessageContaining("canary, version 1");
    }

    @Test
    void refusesAPublicKeyThatWasSwapped() {
        // else whoever may write one row would have tokens of his own believed
        new VaultInstance(database, keyFile).close();
        superuser.update(
                "update vault.platform_key set public_key = set_byte(public_key, 60, get_byte(public_key, 60) # 1)"
                        + " where use = 'sign:es256'");
        assertThatThrownBy(() -> new VaultInstance(database, keyFile))
                .rootCause()
                .isInstanceOf(DamagedKey.class)
                .hasMessageContaining("sign:es256");
    }

    @Test
    void refusesAPepperThatWasMovedToAnotherUse() {
        new VaultInstance(database, keyFile).close();
        superuser.update("""
                update vault.platform_key
                set wrapped = (select wrapped from vault.platform_key where use = 'hmac:cursor')
                where use = 'hmac:token'
                """);
        assertThatThrownBy(() -> new VaultInstance(database, keyFile))
                .rootCause()
                .isInstanceOf(DamagedKey.class)
                .hasMessageContaining("hmac:token");
    }

    @Test
    void signsTokensThatThePublicKeyVerifies() throws Exception {
        try (VaultInstance instance = new VaultInstance(database, keyFile)) {
            TokenKey key = instance.bean(SigningKeys.class).tokenKeys().getFirst();
            JWSObject token = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.kid()).build(), new Payload("{}"));
            token.sign(new ECDSASigner(key.pair().toECKey()));
            assertThat(token.verify(new ECDSAVerifier(key.publicKey().toECKey())))
                    .isTrue();
            assertThat(key.kid()).matches("[A-Za-z0-9_-]{43}");
            assertThat(key).hasToString("TokenKey[" + key.kid() + "]");
            assertThat(key.publicKey().isPrivate()).isFalse();
        }
    }

    @Test
    void signsCheckpointsThatTheRawPublicKeyVerifies() throws Exception {
        try (VaultInstance instance = new VaultInstance(database, keyFile)) {
            SigningKeys keys = instance.bean(SigningKeys.class);
            byte[] message = "origin\n1\nroot\n".getBytes(StandardCharsets.UTF_8);
            byte[] publicKey = keys.checkpointPublicKey();
            assertThat(publicKey).hasSize(32);
            assertThat(keys.signCheckpoint(message)).hasSize(64);
            // RFC 8410: the fixed head of an Ed25519 SubjectPublicKeyInfo
            byte[] x509 = HexFormat.of()
                    .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(publicKey));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
            signature.update(message);
            assertThat(signature.verify(keys.signCheckpoint(message))).isTrue();
            publicKey[0] ^= 1;
            assertThat(keys.checkpointPublicKey()).as("the caller's copy").isNotEqualTo(publicKey);
        }
    }

    private static String digestOfAllKeys(VaultInstance instance) {
        SigningKeys signing = instance.bean(SigningKeys.class);
        StringBuilder digest = new StringBuilder(signing.tokenKeys().getFirst().kid());
        digest.append(Arrays.toString(signing.signCheckpoint(new byte[0])));
        for (HmacPurpose purpose : HmacPurpose.values()) {
            digest.append(Arrays.toString(instance.vault().hmac(purpose, new byte[0])));
        }
        return digest.toString();
    }

    private long platformKeys() {
        Long count = superuser.queryForObject("select count(*) from vault.platform_key", Long.class);
        return count == null ? 0 : count;
    }
}
