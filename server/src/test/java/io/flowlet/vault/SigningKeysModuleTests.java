package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.SettableClock;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Token keys of two instances that share a database, over months that pass at will. */
class SigningKeysModuleTests {
    private final TestDatabase database = TestDatabase.create();
    private final Path keyFile = TestVault.newMasterKeyFile();
    private final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS).minus(Duration.ofDays(60));
    private final SettableClock clock = new SettableClock(start);
    private final VaultInstance one = new VaultInstance(database, keyFile, clock);
    private final VaultInstance two = new VaultInstance(database, keyFile, clock);
    private final SigningKeys here = one.bean(SigningKeys.class);
    private final SigningKeys there = two.bean(SigningKeys.class);

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void publishesOneKeyOfEachAlgorithmTheSameOnAllInstances() {
        here.refresh();
        there.refresh();
        assertThat(here.tokenKeys())
                .extracting(TokenKey::algorithm)
                .containsExactly(TokenAlgorithm.ES256, TokenAlgorithm.RS256, TokenAlgorithm.PS256);
        assertThat(there.tokenKeys()).extracting(TokenKey::kid).isEqualTo(kids(here));
        for (TokenKey key : here.tokenKeys()) {
            assertThat(key.publicKey().isPrivate()).isFalse();
            assertThat(key.publicKey().getAlgorithm()).isEqualTo(key.algorithm().jws());
            assertThat(here.signer(key.algorithm())).isSameAs(key);
        }
        assertThat(here.signer(TokenAlgorithm.RS256).publicKey().size()).isEqualTo(3072);
    }

    @Test
    void nextKeyIsPublishedFirstSignsAtItsMomentEverywhereAndTheFormerOneVerifiesOn() {
        here.refresh();
        String former = here.signer(TokenAlgorithm.ES256).kid();
        String next = prepare(TokenAlgorithm.ES256, start.plus(Duration.ofHours(1)))
                .orElseThrow()
                .key()
                .kid();
        here.refresh();
        there.refresh();

        for (SigningKeys keys : List.of(here, there)) {
            assertThat(keys.signer(TokenAlgorithm.ES256).kid()).isEqualTo(former);
            assertThat(kids(keys)).contains(former, next);
            assertThat(keys.find(next)).isPresent();
        }
        clock.advance(Duration.ofHours(1));
        for (SigningKeys keys : List.of(here, there)) {
            assertThat(keys.signer(TokenAlgorithm.ES256).kid()).isEqualTo(next);
            assertThat(kids(keys)).contains(former, next);
        }
        clock.advance(SigningKeys.VERIFIES_FOR.minusMillis(1));
        assertThat(there.find(former)).isPresent();
        assertThat(here.forgetOld()).isZero();
        clock.advance(Duration.ofMillis(2));
        assertThat(there.find(former)).isEmpty();
        assertThat(kids(there)).contains(next).doesNotContain(former);
        assertThat(here.forgetOld()).isEqualTo(1);
        here.refresh();
        assertThat(here.signer(TokenAlgorithm.ES256).kid()).isEqualTo(next);
    }

    @Test
    void twoInstancesPrepareOneKey() {
        here.refresh();
        there.refresh();
        Instant turn = start.plus(Duration.ofHours(1));
        assertThat(prepare(TokenAlgorithm.RS256, turn)).isPresent();
        assertThat(two.transactions().in(TenantId.PLATFORM, () -> there.prepareNext(TokenAlgorithm.RS256, turn)))
                .as("which has not read the other's yet")
                .isEmpty();
        here.refresh();
        assertThat(prepare(TokenAlgorithm.RS256, turn)).as("one waits").isEmpty();
        assertThat(superuser.queryForObject(
                        "select count(*) from vault.platform_key where use = 'sign:rs256'", Long.class))
                .isEqualTo(2);
    }

    @Test
    void aPreparationThatRollsBackLeavesNothing() {
        here.refresh();
        assertThatThrownBy(() -> one.transactions().run(TenantId.PLATFORM, () -> {
                    here.prepareNext(TokenAlgorithm.ES256, start.plus(Duration.ofHours(1)));
                    throw new IllegalStateException("after");
                }))
                .hasMessage("after");
        here.refresh();
        assertThat(here.tokenKeys()).hasSize(3);
    }

    @Test
    void aKeyThatAnotherInstanceMadeIsAskedForByItsNameOnceASecondAtMost() {
        here.refresh();
        there.refresh();
        String next = prepare(TokenAlgorithm.ES256, start).orElseThrow().key().kid();
        assertThat(there.findKnown(next)).isEmpty();
        assertThat(there.find(next)).isPresent();
        assertThat(there.signer(TokenAlgorithm.ES256).kid()).isEqualTo(next);

        clock.advance(SigningKeys.SHORTEST_BETWEEN_READS);
        here.refresh();
        assertThat(there.find("made-up")).isEmpty();
        String third = prepare(TokenAlgorithm.ES256, start).orElseThrow().key().kid();
        clock.advance(SigningKeys.SHORTEST_BETWEEN_READS.minusMillis(1));
        assertThat(there.find(third)).as("read for another name just now").isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(there.find(third)).isPresent();
    }

    @Test
    void replacedKeysAreBelievedNoMoreAndOnlyTheOwnerReplacesThem() {
        here.refresh();
        String former = here.signer(TokenAlgorithm.ES256).kid();
        prepare(TokenAlgorithm.ES256, start.plus(Duration.ofHours(1)));
        here.refresh();
        assertThatThrownBy(() -> one.transactions()
                        .run(TenantId.PLATFORM, () -> here.replaceAll(TokenAlgorithm.ES256, clock.instant())))
                .hasStackTraceContaining("permission denied for table platform_key");
        VaultSettings settings = TestVault.settings(keyFile, Duration.ofHours(24));
        String next;
        try (VaultInstance owner = new VaultInstance(database.as(DatabaseRole.OWNER), settings, clock)) {
            SigningKeys keys = owner.bean(SigningKeys.class);
            next = owner.transactions()
                    .in(TenantId.PLATFORM, () -> keys.replaceAll(TokenAlgorithm.ES256, clock.instant()))
                    .orElseThrow()
                    .key()
                    .kid();
        }
        there.refresh();
        assertThat(there.signer(TokenAlgorithm.ES256).kid()).isEqualTo(next);
        assertThat(there.find(former)).isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(there.signer(TokenAlgorithm.ES256).kid())
                .as("the one that waited has ended too")
                .isEqualTo(next);
    }

    @Test
    void theApplicationForgetsNoKeyThatVerifies() {
        here.refresh();
        prepare(TokenAlgorithm.ES256, start.plus(Duration.ofHours(1)));
        // whatever moment it asks for
        superuser.update("update vault.platform_key set signs_from = now() - interval '23 hours' where version = 2");
        JdbcTemplate app = new JdbcTemplate(database.as(DatabaseRole.APP));
        assertThat(app.queryForObject("select vault.forget_signing_keys(now() + interval '1 year')", Integer.class))
                .isZero();
        assertThatThrownBy(() -> app.update("delete from vault.platform_key"))
                .hasStackTraceContaining("permission denied for table platform_key");
    }

    @Test
    void aSwappedPublicKeyIsRefused() {
        here.refresh();
        superuser.update(
                "update vault.platform_key set public_key = (select public_key from vault.platform_key where use = 'sign:rs256')"
                        + " where use = 'sign:ps256'");
        assertThatThrownBy(there::refresh).isInstanceOf(DamagedKey.class).hasMessageContaining("sign:ps256, version 1");
        assertThatThrownBy(here::refresh).isInstanceOf(DamagedKey.class);
        assertThat(here.signer(TokenAlgorithm.PS256))
                .as("it goes on with what it knows")
                .isNotNull();
    }

    private Optional<SigningKeys.Prepared> prepare(TokenAlgorithm algorithm, Instant signsFrom) {
        return one.transactions().in(TenantId.PLATFORM, () -> here.prepareNext(algorithm, signsFrom));
    }

    private static List<String> kids(SigningKeys keys) {
        return keys.tokenKeys().stream().map(TokenKey::kid).toList();
    }
}
