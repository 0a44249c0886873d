package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.audit.AuditLog;
import io.flowlet.database.DatabaseRole;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.IdentityPurge;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.OAuthTests;
import io.flowlet.identity.RevocationFeed;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.SettableClock;
import io.flowlet.vault.SigningKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;

/** Two instances on one database, each with its own connections, its own feed and its own memory of tokens. */
class RevocationFeedModuleTests extends OAuthTests {
    private static final Duration HEARTBEAT = Duration.ofMillis(RevocationFeed.HEARTBEAT_MILLIS);

    @Autowired
    private SigningKeys keys;

    @Autowired
    private IdentitySettings settings;

    @Autowired
    private HolderRows holders;

    @Autowired
    private Secrets secrets;

    @Autowired
    private RegisteredClients registered;

    @Autowired
    private AccessTokenClaims claims;

    @Autowired
    private AuditLog audit;

    @Autowired
    private TokenMeters meters;

    private final SettableClock clock = new SettableClock(Instant.now());
    private ClientCredentials client;
    private Instance one;
    private Instance other;

    private final class Instance {
        private final Line feedLine = new Line();
        private final Line tokenLine = new Line();
        private final RevocationFeed feed = new RevocationFeed(
                new RevocationRows(feedLine.jdbc), feedLine.transactions, clock, new SimpleMeterRegistry());
        private final AccessTokens tokens = new AccessTokens(
                keys,
                new IssuedTokens(
                        tokenLine.transactions,
                        new TokenRows(tokenLine.jdbc),
                        holders,
                        secrets,
                        registered,
                        claims,
                        audit,
                        meters,
                        clock),
                feed,
                settings,
                clock);

        boolean believes(String token) {
            return tokens.verify(token).isPresent();
        }
    }

    /** Connections to the database that can be cut, and counted. */
    private static final class Line extends DelegatingDataSource {
        private final JdbcTemplate jdbc = new JdbcTemplate(this);
        private final Transactions transactions = new Transactions(new JdbcTransactionManager(this), jdbc);
        private boolean cut;
        private int used;

        Line() {
            super(database().as(DatabaseRole.APP));
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (cut) {
                throw new SQLTransientConnectionException("cut");
            }
            used++;
            return super.getConnection();
        }
    }

    @BeforeEach
    void startTwoInstances() {
        client = newClient();
        one = new Instance();
        other = new Instance();
        beat();
    }

    /** One heartbeat at both. */
    private void beat() {
        clock.advance(HEARTBEAT);
        one.feed.hear();
        other.feed.hear();
    }

    @Test
    void aHeardFeedSparesTheLookUps() throws Exception {
        String token = tokenOf(client);
        assertThat(one.believes(token)).isTrue();
        int before = one.tokenLine.used;
        for (int i = 0; i < 100; i++) {
            beat();
            assertThat(one.believes(token)).isTrue();
        }
        assertThat(one.tokenLine.used).isEqualTo(before);
        while (one.tokenLine.used == before
                && clock.instant().isBefore(Instant.now().plusSeconds(60))) {
            beat();
            assertThat(one.believes(token)).isTrue();
        }
        assertThat(one.tokenLine.used).as("looked at again after half a minute").isEqualTo(before + 1);
    }

    @Test
    void aRevokedTokenIsDeadOnBothInstancesAfterOneHeartbeat() throws Exception {
        String token = tokenOf(client);
        String another = tokenOf(client);
        for (String each : new String[] {token, another}) {
            assertThat(one.believes(each)).isTrue();
            assertThat(other.believes(each)).isTrue();
        }
        revoke(token);
        beat();
        assertThat(one.believes(token)).isFalse();
        assertThat(other.believes(token)).isFalse();
        assertThat(one.believes(another)).isTrue();
        assertThat(other.believes(another)).isTrue();
    }

    @Test
    void aRevokedClientIsDeadOnBothInstancesAfterOneHeartbeat() throws Exception {
        String token = tokenOf(client);
        assertThat(one.believes(token)).isTrue();
        assertThat(other.believes(token)).isTrue();
        clients.revoke(client.client().clientId(), systemOf(client.client().tenant()));
        beat();
        assertThat(one.believes(token)).isFalse();
        assertThat(other.believes(token)).isFalse();
    }

    @Test
    void anInstanceWhoseFeedIsCutRefusesARevokedTokenWithinASecond() throws Exception {
        String token = tokenOf(client);
        assertThat(one.believes(token)).isTrue();
        assertThat(other.believes(token)).isTrue();
        other.feedLine.cut = true;
        revoke(token);
        for (int heartbeat = 1; heartbeat < 4; heartbeat++) {
            beat(); // in which the other one hears nothing
        }
        assertThat(other.believes(token)).isFalse();
        assertThat(RevocationFeed.SILENCE.plus(HEARTBEAT)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatHappenedWhileTheFeedWasCutIsHeededWhenItIsBack() throws Exception {
        String token = tokenOf(client);
        assertThat(other.believes(token)).isTrue();
        other.feedLine.cut = true;
        beat();
        revoke(token);
        other.feedLine.cut = false;
        beat();
        assertThat(other.believes(token)).isFalse();
    }

    @Test
    void withNeitherFeedNorDatabaseNothingIsBelieved() throws Exception {
        String token = tokenOf(client);
        assertThat(one.believes(token)).isTrue();
        one.feedLine.cut = true;
        one.tokenLine.cut = true;
        beat();
        beat();
        beat();
        assertThatThrownBy(() -> one.believes(token)).isInstanceOf(CannotCreateTransactionException.class);
        assertThat(other.believes(token)).isTrue();
    }

    @Test
    void aRowReadBeforeARevocationIsNotRememberedPastIt() throws Exception {
        String token = tokenOf(client);
        assertThat(one.believes(token)).isTrue();
        superuser.update(
                "update identity.token set revoked_at = now() where client = ?",
                client.client().id());
        one.feed.hear();
        one.feed.hear();
        assertThat(one.believes(token)).isFalse();
    }

    /** A number that was given first may be committed last: it is heard all the same. */
    @Test
    void hearsATransactionThatCommitsLate() throws Exception {
        String token = tokenOf(client);
        assertThat(one.believes(token)).isTrue();
        try (Connection late = database().asSuperuser().getConnection()) {
            late.setAutoCommit(false);
            late.createStatement()
                    .execute("update identity.token set revoked_at = now() where client = '%s'"
                            .formatted(client.client().id()));
            ClientCredentials sooner = newClient();
            tokenOf(sooner);
            clients.revoke(sooner.client().clientId(), systemOf(sooner.client().tenant()));
            beat();
            beat();
            assertThat(one.believes(token)).isTrue();
            late.commit();
        }
        beat();
        assertThat(one.believes(token)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update identity.oauth_client set scopes = '{payments:read}' where id = ?",
                "update identity.oauth_client set allowed_networks = '{203.0.113.0/24}' where id = ?",
                "update identity.oauth_client set revoked_at = now() where id = ?"
            })
    void everyChangeOfAClientIsTold(String change) {
        UUID id = client.client().id();
        superuser.update(change, id);
        assertThat(told("client", id)).isOne();
        superuser.update("update identity.oauth_client set last_used_at = now() where id = ?", id);
        assertThat(told("client", id)).isOne();
    }

    @Test
    void purgesWhatNoTokenIsAsOldAs(@Autowired IdentityPurge purge, @Autowired ProofRows proofs) {
        UUID id = client.client().id();
        String plant =
                "insert into identity.revocation (kind, subject, happened_at) values (?, ?, now() - ?::interval)";
        superuser.update(plant, "old", id, "66 minutes");
        superuser.update(plant, "young", id, "64 minutes");
        byte[] over = secrets.digestOfToken("over " + id);
        byte[] good = secrets.digestOfToken("good " + id);
        assertThat(one.feedLine.transactions.control(
                        () -> proofs.use(over, Instant.now().minusSeconds(301))
                                && proofs.use(good, Instant.now().plusSeconds(60))))
                .isTrue();
        purge.runOnce();
        assertThat(told("old", id)).isZero();
        assertThat(told("young", id)).isOne();
        assertThat(one.feedLine.transactions.control(() -> proofs.use(over, Instant.now())))
                .isTrue();
        assertThat(one.feedLine.transactions.control(() -> proofs.use(good, Instant.now())))
                .isFalse();
    }

    private int told(String kind, UUID id) {
        return Objects.requireNonNull(superuser.queryForObject(
                "select count(*) from identity.revocation where kind = ? and subject = ?", Integer.class, kind, id));
    }

    private void revoke(String token) throws Exception {
        call(basic(form("/oauth2/revoke", Map.of("token", token)), client));
    }
}
