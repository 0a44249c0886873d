package io.flowlet.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditExport;
import io.flowlet.audit.Sequencer;
import io.flowlet.database.DatabaseRole;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Invitations;
import io.flowlet.ledger.LedgerVerification;
import io.flowlet.outbox.Outbox;
import io.flowlet.sdk.audit.AuditVerdict;
import io.flowlet.sdk.audit.Expectations;
import io.flowlet.sdk.audit.ExportVerifier;
import io.flowlet.sdk.audit.Progress;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import io.flowlet.vault.BlindIndexes;
import io.flowlet.vault.EpochTurns;
import io.flowlet.vault.HeldKeys;
import io.flowlet.vault.IndexInput;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import io.flowlet.vault.UnreadableCiphertext;
import io.flowlet.vault.Vault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** The end of a tenant: two operators, a day, and what stands in the way. */
class KeyDestructionModuleTests extends ServerTests {
    private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_test");
    private static final Caller CONSOLE = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
    private static final String PATH = "/v1/key_destructions";
    private static final Place PLACE = new Place("subscribers.subscriber", "email", new UUID(7, 7));

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Invitations invitations;

    @Autowired
    private Clients clients;

    @Autowired
    private KeyDestructionJob job;

    @Autowired
    private KeyTurns turns;

    @Autowired
    private HeldKeys held;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Tenants tenants;

    @Autowired
    private Vault vault;

    @Autowired
    private BlindIndexes indexes;

    @Autowired
    private Sequencer sequencer;

    @Autowired
    private Transactions transactions;

    @Autowired
    private JdbcTemplate app;

    private final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    private ClientCredentials firstCredentials;
    private ApiClient first;
    private ApiClient second;
    private TestProgram program;
    private TenantId tenant;
    private String tenantName;

    @BeforeEach
    void openProgram() {
        firstCredentials = operator(true);
        first = ApiClient.signIn(port, firstCredentials);
        second = ApiClient.signIn(port, operator(true));
        program = TestProgram.create(port, programs);
        tenant = program.tenant(TenantMode.TEST);
        tenantName = program.made().program().tenant(TenantMode.TEST).publicId();
    }

    @Test
    void twoOperatorsAndADayDestroyEveryKeyOfATenantAndNothingElse(@TempDir Path folder) throws Exception {
        TenantId other = program.tenant(TenantMode.LIVE);
        byte[] mine = vault.encryptText(subject(tenant), PLACE, "mine");
        byte[] theirs = vault.encryptText(subject(other), PLACE, "theirs");
        IndexInput input = IndexInput.email("ada@example.com").orElseThrow();
        indexes.of(tenant, input);
        close();
        String id = requested();
        Answer approved = second.post(PATH + "/" + id + "/approval", "");
        assertThat(approved.status()).as("%s", approved.body()).isEqualTo(200);
        assertThat(approved.text("/state")).isEqualTo("approved");

        job.runOnce();
        assertThat(state(id)).as("not before a day has gone by").isEqualTo("approved");
        assertThat(vault.decryptText(subject(tenant), PLACE, mine)).isEqualTo("mine");

        dayLater(id);
        assertThat(job.runOnce()).isEqualTo(1);
        assertThat(job.runOnce()).isZero();
        assertThat(state(id)).isEqualTo("carried_out");
        for (String table : List.of("data_key", "tenant_secret", "tenant_key")) {
            assertThat(count("select count(*) from vault." + table + " where tenant_id = ?", tenant))
                    .as(table)
                    .isZero();
        }
        assertThatThrownBy(() -> vault.decryptText(subject(tenant), PLACE, mine))
                .isInstanceOfSatisfying(
                        UnreadableCiphertext.class,
                        unreadable ->
                                assertThat(unreadable.reason()).isEqualTo(UnreadableCiphertext.Reason.KEY_UNKNOWN));
        assertThat(vault.decryptText(subject(other), PLACE, theirs)).isEqualTo("theirs");
        assertThatThrownBy(() -> vault.encryptText(subject(tenant), PLACE, "again"))
                .rootCause()
                .hasMessageContaining("none is made again");
        assertThatThrownBy(() -> indexes.of(tenant, input)).rootCause().hasMessageContaining("none is made again");
        assertThat(tenants.ids()).contains(other).doesNotContain(tenant);
        assertThat(clients.anyBesideStaffs(tenant)).isFalse();
        assertThat(audited(tenant, "tenant_keys.destroy")).isEqualTo(1);
        assertThat(audited(TenantId.PLATFORM, "key_destruction.request")).isPositive();
        assertThat(first.post(PATH, body()).code()).isEqualTo("keys_destroyed");

        sequencer.runOnce();
        Path export = folder.resolve("log");
        new AuditExport(database().as(DatabaseRole.READER), Clock.systemUTC()).writeAll(export, Progress.none());
        assertThat(ExportVerifier.verify(export, Expectations.none(), Progress.none()))
                .isInstanceOf(AuditVerdict.VerifiedExport.class);
        assertThat(new LedgerVerification(database().as(DatabaseRole.READER)).run(checked -> {}))
                .isEmpty();
    }

    @Test
    void whatATenantDidLastIsDeliveredThoughItHasEnded() {
        close();
        String id = requested();
        second.post(PATH + "/" + id + "/approval", "");
        dayLater(id);
        superuser.update(
                "insert into outbox.event (tenant_id, id, type, object) values (?, gen_random_uuid(), 'test.last', 'last')",
                tenant.value());
        job.runOnce();
        assertThat(tenants.ids()).doesNotContain(tenant);
        assertThat(tenants.idsEver()).contains(tenant);
        assertThat(outbox.drain(tenant)).isPositive();
        assertThat(count("select count(*) from outbox.event where tenant_id = ?", tenant))
                .isZero();
    }

    @Test
    void theNextTurnOfTheEpochMakesItFinal() {
        vault.encryptText(subject(tenant), PLACE, "mine");
        close();
        String id = requested();
        second.post(PATH + "/" + id + "/approval", "");
        dayLater(id);
        turns.turn(CONSOLE, new EpochTurns.Demand(false, true), (tenants, all, keys) -> {});
        assertThat(waitsForATurn()).isFalse();
        job.runOnce();
        assertThat(waitsForATurn()).isTrue();
        assertThat(turns.turn(CONSOLE, new EpochTurns.Demand(false, true), (tenants, all, keys) -> {}))
                .isEqualTo(EpochTurns.Outcome.TURNED);
        assertThat(waitsForATurn()).isFalse();
    }

    @Test
    void refusesWhileAnythingNeedsTheKeys() {
        ApiClient api = program.client();
        String ada = TestProgram.subscriber(api);
        assertThat(needs()).containsExactlyInAnyOrder("client_works", "subscriber_served");
        TestProgram.wallet(api, ada, 1_000);
        assertThat(needs()).containsExactlyInAnyOrder("client_works", "subscriber_served", "wallet_not_empty");
        assertThat(first.post(PATH, body()).code()).isEqualTo("keys_needed");
    }

    @Test
    void refusesWhileALawOrACourtKeepsWhatIsLeft() {
        ApiClient api = program.client();
        String ada = TestProgram.subscriber(api);
        assertThat(api.post("/v1/subscribers/" + ada + "/erasure", "{\"reason\":\"she left\"}")
                        .status())
                .isEqualTo(201);
        close();
        assertThat(needs()).containsExactly("record_kept");
        superuser.update(
                "insert into privacy.legal_hold (tenant_id, id, subscriber, reason, placed_by, placed_at)"
                        + " values (?, gen_random_uuid(), gen_random_uuid(), '', 'test', now())",
                tenant.value());
        assertThat(needs()).containsExactlyInAnyOrder("record_kept", "legal_hold");
        superuser.update("update privacy.retained set destroyed_at = now() where tenant_id = ?", tenant.value());
        assertThat(needs()).containsExactly("legal_hold");
        superuser.update(
                "update privacy.legal_hold set lifted_at = now(), lifted_by = 'test' where tenant_id = ?",
                tenant.value());
        assertThat(first.post(PATH, body()).status()).isEqualTo(201);
    }

    @Test
    void refusesTheDeedIfSomethingCameToNeedTheKeysAndLosesNothing() {
        byte[] mine = vault.encryptText(subject(tenant), PLACE, "mine");
        close();
        String id = requested();
        second.post(PATH + "/" + id + "/approval", "");
        superuser.update(
                "insert into privacy.legal_hold (tenant_id, id, subscriber, reason, placed_by, placed_at)"
                        + " values (?, gen_random_uuid(), gen_random_uuid(), '', 'test', now())",
                tenant.value());
        dayLater(id);
        assertThat(job.runOnce()).isZero();
        assertThat(state(id)).isEqualTo("refused");
        assertThat(vault.decryptText(subject(tenant), PLACE, mine)).isEqualTo("mine");
        assertThat(count("select count(*) from vault.destroyed_tenant where tenant_id = ?", tenant))
                .isZero();
        assertThat(audited(TenantId.PLATFORM, "key_destruction.refuse")).isPositive();
    }

    @Test
    void aMovementThatIsBeingPostedIsWaitedForAndSeen() throws Exception {
        ApiClient api = program.client();
        String ada = TestProgram.subscriber(api);
        TestProgram.wallet(api, ada, 0);
        api.post("/v1/subscribers/" + ada + "/erasure", "{\"reason\":\"she left\"}");
        superuser.update("update privacy.retained set destroyed_at = now() where tenant_id = ?", tenant.value());
        close();
        String id = requested();
        second.post(PATH + "/" + id + "/approval", "");
        dayLater(id);
        try (var pool = Executors.newSingleThreadExecutor();
                Connection posting = database().asSuperuser().getConnection();
                Statement statement = posting.createStatement()) {
            posting.setAutoCommit(false);
            statement.execute("select from ledger.book where tenant_id = %d for share".formatted(tenant.value()));
            statement.execute("update ledger.account set posted = posted + 1 where tenant_id = %d and owner = 'wallets'"
                    .formatted(tenant.value()));
            Future<Integer> deed = pool.submit(job::runOnce);
            Thread.sleep(500);
            assertThat(deed.isDone()).as("waits for whoever is posting").isFalse();
            posting.commit();
            assertThat(deed.get()).isZero();
        }
        assertThat(state(id)).isEqualTo("refused");
        assertThat(closedForGood()).as("undone with all else").isFalse();
        superuser.update(
                "update ledger.account set posted = 0 where tenant_id = ? and owner = 'wallets'", tenant.value());

        String again = requested();
        second.post(PATH + "/" + again + "/approval", "");
        dayLater(again);
        assertThat(job.runOnce()).isEqualTo(1);
        assertThat(closedForGood()).as("nothing is posted any more").isTrue();
    }

    @Test
    void aLegalHoldThatIsBeingPlacedIsWaitedForAndSeen() throws Exception {
        vault.encryptText(Subject.ofTenant(tenant), PLACE, "makes the tenant's key");
        close();
        String id = requested();
        second.post(PATH + "/" + id + "/approval", "");
        dayLater(id);
        CountDownLatch placed = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (var pool = Executors.newFixedThreadPool(2)) {
            Future<?> hold = pool.submit(() -> transactions.run(tenant, () -> {
                assertThat(held.ofTenant(tenant)).isTrue();
                app.update(
                        "insert into privacy.legal_hold (tenant_id, id, subscriber, reason, placed_by, placed_at)"
                                + " values (?, gen_random_uuid(), gen_random_uuid(), '', 'test', now())",
                        tenant.value());
                placed.countDown();
                try {
                    commit.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            placed.await();
            Future<Integer> deed = pool.submit(job::runOnce);
            Thread.sleep(500);
            assertThat(deed.isDone()).isFalse();
            commit.countDown();
            hold.get();
            assertThat(deed.get()).isZero();
        }
        assertThat(state(id)).isEqualTo("refused");
    }

    private boolean closedForGood() {
        return Boolean.TRUE.equals(superuser.queryForObject(
                "select closed_before = 'infinity' from ledger.book where tenant_id = ?",
                Boolean.class,
                tenant.value()));
    }

    @Test
    void refusesTheDeedIfAClientWorksAgain() {
        close();
        String id = requested();
        second.post(PATH + "/" + id + "/approval", "");
        superuser.update("update identity.oauth_client set revoked_at = null where tenant_id = ?", tenant.value());
        dayLater(id);
        assertThat(job.runOnce()).isZero();
        assertThat(state(id)).isEqualTo("refused");
        assertThat(clients.anyBesideStaffs(tenant)).as("nothing was done").isTrue();
    }

    @Test
    void theDatabaseLetsATransactionDestroyItsOwnTenantsKeysOnlyAndKeepsTheMark() {
        byte[] mine = vault.encryptText(subject(tenant), PLACE, "mine");
        TenantId other = program.tenant(TenantMode.LIVE);
        for (TenantId from : List.of(other, TenantId.PLATFORM)) {
            assertThatThrownBy(() -> transactions.in(
                            from,
                            () -> app.queryForObject(
                                    "select vault.destroy_tenant_keys(?, now())", Integer.class, tenant.value())))
                    .rootCause()
                    .hasMessageContaining("in a transaction of that tenant only");
        }
        assertThatThrownBy(() -> transactions.in(
                        TenantId.PLATFORM,
                        () -> app.queryForObject("select vault.destroy_tenant_keys(0, now())", Integer.class)))
                .rootCause()
                .hasMessageContaining("violates check constraint");
        for (String forbidden : List.of(
                "delete from vault.tenant_key",
                "insert into vault.destroyed_tenant values (%d, now(), 0)".formatted(tenant.value()),
                "delete from vault.destroyed_tenant")) {
            assertThatThrownBy(() -> transactions.in(tenant, () -> app.update(forbidden)))
                    .as(forbidden)
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
        assertThat(vault.decryptText(subject(tenant), PLACE, mine)).isEqualTo("mine");
    }

    @Test
    void takesTwoOperatorsOfWhomTheSecondIsNotNew() {
        ApiClient api = program.client();
        close();
        String id = requested();
        String approval = PATH + "/" + id + "/approval";
        assertThat(first.post(approval, "").code()).isEqualTo("approval_own_request");
        assertThat(ApiClient.signIn(port, firstCredentials).post(approval, "").code())
                .as("another token of the same operator")
                .isEqualTo("approval_own_request");
        ApiClient fresh = ApiClient.signIn(port, operator(false));
        assertThat(fresh.post(approval, "").code()).isEqualTo("approval_account_too_new");
        assertThat(second.post(PATH + "/kds_01kanr2c5ze8x9c4m5p6q7r8st/approval", "")
                        .code())
                .isEqualTo("not_found");
        assertThat(api.post(approval, "").status()).isIn(401, 403);
        assertThat(first.post(PATH, body()).code()).isEqualTo("approval_pending");
        assertThat(second.post(approval, "").status()).isEqualTo(200);
        assertThat(second.post(approval, "").code()).isEqualTo("approval_not_open");
        assertThatThrownBy(() -> superuser.update(
                        "update programs.key_destruction set earliest_at = approved_at where tenant = ?",
                        tenant.value()))
                .hasMessageContaining("violates check constraint");
    }

    @Test
    void isTakenBackByEitherUntilItIsDone() {
        close();
        String mine = requested();
        ApiClient stranger = ApiClient.signIn(port, operator(true));
        assertThat(second.post(PATH + "/" + mine + "/withdrawal", "").code()).isEqualTo("approval_not_maker");
        assertThat(first.post(PATH + "/" + mine + "/withdrawal", "").text("/state"))
                .isEqualTo("withdrawn");
        assertThat(second.post(PATH + "/" + mine + "/approval", "").code()).isEqualTo("approval_not_open");

        String agreed = requested();
        second.post(PATH + "/" + agreed + "/approval", "");
        assertThat(stranger.post(PATH + "/" + agreed + "/withdrawal", "").code())
                .isEqualTo("approval_not_maker");
        dayLater(agreed);
        assertThat(second.post(PATH + "/" + agreed + "/withdrawal", "").text("/state"))
                .isEqualTo("withdrawn");
        assertThat(job.runOnce()).isZero();
        assertThat(second.post(PATH + "/" + agreed + "/withdrawal", "").code()).isEqualTo("approval_not_open");
        assertThat(count("select count(*) from vault.destroyed_tenant where tenant_id = ?", tenant))
                .isZero();
    }

    @Test
    void isForgottenAfterAWeekWithoutASecondOperator() {
        close();
        String old = requested();
        superuser.update(
                "update programs.key_destruction set requested_at = requested_at - interval '7 days' where tenant = ?",
                tenant.value());
        assertThat(second.post(PATH + "/" + old + "/approval", "").code()).isEqualTo("approval_expired");
        assertThat(requested()).isNotEqualTo(old);
        assertThat(state(old)).isEqualTo("withdrawn");
    }

    @Test
    void isListedAndRefusedForWhatIsNoTenant() {
        close();
        String id = requested();
        assertThat(second.get(PATH + "?limit=1").text("/data/0/id")).isEqualTo(id);
        assertThat(second.get(PATH + "/" + id).text("/tenant_id")).isEqualTo(tenantName);
        assertThat(first.post(PATH, "{\"tenant_id\":\"ten_1\",\"reference\":\"contract 7\"}")
                        .text("/errors/0/code"))
                .isEqualTo("unknown_tenant");
        assertThat(first.post(PATH, "{\"tenant_id\":\"%s\",\"reference\":\" \"}".formatted(tenantName))
                        .text("/errors/0/pointer"))
                .isEqualTo("/reference");
        assertThat(first.post(PATH, body(), null).status()).as("without a key").isEqualTo(400);
    }

    @Test
    void instancesAtOnceDoItOnce() throws Exception {
        close();
        String id = requested();
        second.post(PATH + "/" + id + "/approval", "");
        dayLater(id);
        try (var pool = Executors.newFixedThreadPool(4)) {
            int done = 0;
            for (Future<Integer> each : pool.invokeAll(Collections.<Callable<Integer>>nCopies(4, job::runOnce))) {
                done += each.get();
            }
            assertThat(done).isEqualTo(1);
        }
        assertThat(audited(tenant, "tenant_keys.destroy")).isEqualTo(1);
    }

    private ClientCredentials operator(boolean old) {
        String path = invitations.create(CONSOLE).link().getPath();
        ClientCredentials made = invitations
                .redeem(path.substring(Invitations.PATH.length()), TRACE)
                .orElseThrow();
        if (old) {
            superuser.update(
                    "update identity.oauth_client set created_at = created_at - interval '2 days' where id = ?",
                    made.client().id());
        }
        return made;
    }

    /** As whoever closes a program does it. */
    private void close() {
        clients.revokeAll(new Caller(Actor.system(tenant, "test"), TRACE));
    }

    private String requested() {
        Answer answer = first.post(PATH, body());
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.text("/id");
    }

    private String body() {
        return "{\"tenant_id\":\"%s\",\"reference\":\"contract 7\"}".formatted(tenantName);
    }

    private List<String> needs() {
        return first.post(PATH, body())
                .body()
                .at("/errors")
                .valueStream()
                .map((JsonNode each) -> each.at("/code").asString())
                .toList();
    }

    private void dayLater(String id) {
        superuser.update(
                "update programs.key_destruction set requested_at = requested_at - interval '25 hours',"
                        + " approved_at = approved_at - interval '25 hours', earliest_at = earliest_at - interval '25 hours'"
                        + " where id = ?",
                KeyDestructionId.of(id).value());
    }

    private String state(String id) {
        return second.get(PATH + "/" + id).text("/state");
    }

    private boolean waitsForATurn() {
        return superuser.queryForObject("select vault.first_tenant_destruction()", Timestamp.class) != null;
    }

    private long count(String sql, TenantId of) {
        return Objects.requireNonNull(superuser.queryForObject(sql, Long.class, of.value()));
    }

    private long audited(TenantId of, String action) {
        return Objects.requireNonNull(superuser.queryForObject(
                "select count(*) from audit.event where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'action' = ?",
                Long.class,
                of.value(),
                action));
    }

    private static Subject subject(TenantId of) {
        return new Subject(of, new UUID(1, 1), Purpose.SERVICE);
    }
}
