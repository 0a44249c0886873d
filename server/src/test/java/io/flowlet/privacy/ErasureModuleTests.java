package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditExport;
import io.flowlet.audit.Sequencer;
import io.flowlet.database.DatabaseRole;
import io.flowlet.identity.StaffRole;
import io.flowlet.ledger.LedgerVerification;
import io.flowlet.onboarding.Onboarding;
import io.flowlet.programs.KeyTurns;
import io.flowlet.screening.DemoLists;
import io.flowlet.screening.ScreeningUpkeep;
import io.flowlet.screening.Watchlists;
import io.flowlet.sdk.audit.AuditVerdict;
import io.flowlet.sdk.audit.Expectations;
import io.flowlet.sdk.audit.ExportVerifier;
import io.flowlet.sdk.audit.Progress;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import io.flowlet.vault.EpochTurns;
import io.flowlet.vault.VaultSettings;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

class ErasureModuleTests extends PrivacyTests {
    @Autowired
    private Onboarding onboarding;

    @Autowired
    private ScreeningUpkeep screening;

    @Autowired
    private Watchlists watchlists;

    @Autowired
    private Sequencer sequencer;

    @Autowired
    private VaultSettings vault;

    @Autowired
    private KeyTurns turns;

    @Test
    void destroysWhatServedAndSaysWhatTheLawKeeps() {
        String ada = TestProgram.subscriber(api);
        Answer erased = erase(api, ada);

        assertThat(erased.status()).as("%s", erased.body()).isEqualTo(201);
        assertThat(erased.text("/subscriber_id")).isEqualTo(ada);
        // the end of the open epoch, a minute for the job, an hour for its turn and the quarter of an hour before its
        // key goes
        Instant opened = Objects.requireNonNull(
                        superuser.queryForObject("select max(opened_at) from vault.epoch", Timestamp.class))
                .toInstant();
        assertThat(Instant.parse(erased.text("/final_at")))
                .isEqualTo(
                        opened.plus(vault.epoch()).plus(Duration.ofMinutes(76)).truncatedTo(ChronoUnit.MICROS));
        assertThat(erased.body()
                        .at("/retained")
                        .valueStream()
                        .map(kept -> kept.at("/purpose").asString()))
                .containsExactly("kyc_record", "sanctions_record");
        assertThat(erased.text("/retained/0/law")).contains("2015/849");
        assertThat(erased.text("/retained/0/until").substring(0, 4))
                .isEqualTo(String.valueOf(
                        Integer.parseInt(erased.text("/erased_at").substring(0, 4)) + 5));
        assertThat(erased.body().toString()).doesNotContain("report");
        assertThat(keys(ada, "service")).isZero();
        assertThat(keys(ada, "kyc_record")).isEqualTo(1);
        assertThat(keys(ada, "sanctions_record")).isEqualTo(1);
        assertThat(audited("subscriber.erase", "done")).isEqualTo(1);
    }

    @Test
    void promisesNoFinalityWhileATurnOfTheKeysIsOverdueAndTellsItAgainAfterwards() {
        String ada = TestProgram.subscriber(api);
        String bob = TestProgram.subscriber(api);
        turns.turn(
                new Caller(Actor.system(TenantId.PLATFORM, "test"), system().trace()),
                new EpochTurns.Demand(false, true),
                (tenant, tenants, keys) -> {});
        erased(api, ada);
        int open = Objects.requireNonNull(superuser.queryForObject(
                "select max(number) from vault.epoch where destroyed_at is null", Integer.class));
        // as if the key of the epoch before were still there, two hours after its end
        superuser.update("update vault.epoch set destroyed_at = null where number = ?", open - 1);
        superuser.update(
                "update vault.epoch set opened_at = opened_at - interval '2 hours', emptied_at = null where number >= ?",
                open - 1);
        Answer late = erase(api, bob);
        assertThat(late.status()).isEqualTo(201);
        assertThat(late.body().at("/final_at").isNull()).isTrue();
        Answer told = api.get("/v1/subscribers/" + ada + "/erasure");
        assertThat(told.body().at("/final_at").isNull()).isTrue();
        assertThat(turns.runOnce()).isEqualTo(EpochTurns.Outcome.EMPTIED);
        superuser.update(
                "update vault.epoch set emptied_at = emptied_at - interval '15 minutes' where number = ?", open - 1);
        assertThat(turns.runOnce()).isEqualTo(EpochTurns.Outcome.TURNED);
        for (String each : List.of(ada, bob)) {
            String finalAt = api.get("/v1/subscribers/" + each + "/erasure").text("/final_at");
            assertThat(Instant.parse(finalAt)).as("the end of the open epoch").isAfter(Instant.now());
        }
        assertThat(turns.turn(
                        new Caller(Actor.system(TenantId.PLATFORM, "test"), system().trace()),
                        new EpochTurns.Demand(false, true),
                        (tenant, tenants, keys) -> {}))
                .isEqualTo(EpochTurns.Outcome.TURNED);
        for (String each : List.of(ada, bob)) {
            String finalAt = api.get("/v1/subscribers/" + each + "/erasure").text("/final_at");
            assertThat(Instant.parse(finalAt)).as("when it was").isBeforeOrEqualTo(Instant.now());
        }
    }

    @Test
    void leavesNoWayToTheDataAndAnswersEveryWayAlike() {
        String ada = TestProgram.subscriber(api);
        String bob = TestProgram.subscriber(api);
        String wallet = TestProgram.wallet(api, ada, 1_000);
        String other = TestProgram.wallet(api, bob, 500);
        pay(wallet, other, "10.00", "Ada's last rent");
        pay(other, TestProgram.wallet(api, bob, 0), "1.00", "Bob moves on");
        String token = api.post("/v1/tokens", """
                {"type":"card_number","value":"4111111111111111","format":"random","subject_id":"%s"}
                """.formatted(ada)).text("/id");
        String kysCase = api.get("/v1/kys/cases").text("/data/1/id");
        erased(api, ada);

        for (String path : List.of("/v1/subscribers/" + ada, "/v1/kyc/status?subscriber_id=" + ada)) {
            assertThat(api.get(path).status()).as(path).isEqualTo(410);
            assertThat(api.get(path).code()).as(path).isEqualTo("subscriber_erased");
        }
        assertThat(api.get("/v1/kys/cases/" + kysCase).code()).isEqualTo("subscriber_erased");
        assertThat(api.post("/v1/wallets", "{\"subscriber_id\":\"%s\",\"currency\":\"EUR\"}".formatted(ada))
                        .code())
                .isEqualTo("subscriber_erased");
        assertThat(api.post("/v1/kys/identity", TestProgram.IDENTITY.formatted(ada), null)
                        .code())
                .isEqualTo("subscriber_erased");
        assertThat(api.get("/v1/kys/consents?subscriber_id=" + ada).code()).isEqualTo("subscriber_erased");
        assertThat(api.get("/v1/tokens/" + token).code()).isEqualTo("not_found");
        assertThat(api.get("/v1/subscribers").body().toString()).contains(bob).doesNotContain(ada);
        assertThat(api.get("/v1/kys/cases").body().toString()).contains(bob).doesNotContain(ada);
        Answer found = api.post("/v1/subscribers/lookups", """
                {"field":"email","value":"ada@example.com"}
                """, null);
        assertThat(found.body().toString()).contains(bob).doesNotContain(ada);

        String payments = api.get("/v1/payments").body().toString();
        assertThat(payments).contains("Bob moves on", wallet).doesNotContain("Ada's last rent");
        assertThat(api.get("/v1/wallets/" + wallet + "/entries").body().at("/data"))
                .hasSize(2);
        assertThat(api.post(
                                "/v1/payments",
                                payment(other, wallet, "1.00", "late"),
                                UUID.randomUUID().toString())
                        .code())
                .isEqualTo("payee_unavailable");
        assertThat(api.get("/v1/subscribers/" + bob).text("/email")).isEqualTo("ada@example.com");
        assertThat(new LedgerVerification(database().as(DatabaseRole.READER)).run(checked -> {}))
                .isEmpty();
    }

    @Test
    void endsSessionsAndSignIn() {
        String ada = TestProgram.registered(api);
        ApiClient self = signedIn(ada, "left@example.com");
        assertThat(self.get("/v1/me").status()).isEqualTo(200);
        erased(api, ada);

        // a token that was looked up just now is remembered for a second at most; meanwhile there is nothing left to
        // see
        assertThat(self.get("/v1/me").status()).isIn(401, 410);
        await(() -> self.get("/v1/me").status() == 401);
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.former_password where tenant_id = ?",
                        Integer.class,
                        tenant.value()))
                .isZero();
        assertThat(audited("account.erase", "done")).isEqualTo(1);
        String again = TestProgram.registered(api);
        assertThat(signedIn(again, "left@example.com").get("/v1/me").text("/id"))
                .isEqualTo(again);
    }

    @Test
    void happensOnce() {
        String ada = TestProgram.registered(api);
        String id = erased(api, ada);
        Answer again = erase(api, ada);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/id")).isEqualTo(id);
        assertThat(api.get("/v1/subscribers/" + ada + "/erasure").body()).isEqualTo(again.body());
        assertThat(again.body().at("/retained"))
                .as("nothing was known of her that a law keeps")
                .isEmpty();
        assertThat(audited("subscriber.erase", "done")).isEqualTo(1);
    }

    @Test
    void leavesTheAuditLogWholeAndVerifiable(@TempDir Path folder) throws Exception {
        String ada = TestProgram.subscriber(api);
        erased(api, ada);
        sequencer.runOnce();
        Path export = folder.resolve("log");
        new AuditExport(database().as(DatabaseRole.READER), Clock.systemUTC()).writeAll(export, Progress.none());

        assertThat(ExportVerifier.verify(export, Expectations.none(), Progress.none()))
                .isInstanceOf(AuditVerdict.VerifiedExport.class);
    }

    @Test
    void waitsForMoneyToLeave() {
        String ada = TestProgram.subscriber(api);
        String wallet = TestProgram.wallet(api, ada, 1_000);
        Answer refused = erase(api, ada);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("erasure_blocked");
        assertThat(refused.text("/errors/0/code")).isEqualTo("wallet_not_empty");
        assertThat(refused.text("/errors/0/detail")).contains(wallet);
        assertThat(keys(ada, "service")).isEqualTo(1);
        assertThat(audited("subscriber.erase", "refused")).isEqualTo(1);

        pay(wallet, TestProgram.wallet(api, TestProgram.subscriber(api), 0), "10.00", "all of it");
        erased(api, ada);
    }

    @Test
    void isRefusedToWhoeverMayNotAndOfWhomThereIsNot() {
        String ada = TestProgram.registered(api);
        assertThat(erase(program.client(), "sub_00000000000000000000000000").code())
                .isEqualTo("not_found");
        ApiClient stranger = TestProgram.create(port, programs).client();
        assertThat(erase(stranger, ada).code()).isEqualTo("not_found");
        assertThat(stranger.get("/v1/subscribers/" + ada + "/erasure").code()).isEqualTo("not_found");
        ApiClient reader =
                ApiClient.signIn(port, program.credentials(io.flowlet.programs.TenantMode.TEST), "privacy:read");
        assertThat(erase(reader, ada).code()).isEqualTo("scope_missing");
        assertThat(erase(staff(StaffRole.ADMIN), ada).code()).isEqualTo("scope_missing");
        assertThat(api.post("/v1/subscribers/" + ada + "/erasure", "{}").text("/errors/0/pointer"))
                .isEqualTo("/reason");
        assertThat(api.get("/v1/subscribers/" + ada + "/erasure").code()).isEqualTo("not_found");
        assertThat(api.get("/v1/subscribers/" + ada).status()).isEqualTo(200);
    }

    @Test
    void aSubscriberAsksForItAndIsToldNothingOfWhatStandsInTheWay() {
        String ada = TestProgram.registered(api);
        ApiClient self = signedIn(ada, "asks@example.com");
        ApiClient officer = staff(StaffRole.OFFICER);
        officer.post(
                "/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"court order 7\"}".formatted(ada));
        Answer asked = self.post("/v1/me/erasure_requests", "{}");

        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(self.post("/v1/me/erasure_requests", "{}").text("/id")).isEqualTo(asked.text("/id"));
        assertThat(asked.body().toString()).doesNotContain("hold");
        assertThat(self.get("/v1/privacy/legal_holds").code()).isEqualTo("audience_not_allowed");
        Answer waiting = officer.get("/v1/privacy/erasure_requests");
        assertThat(waiting.text("/data/0/subscriber_id")).isEqualTo(ada);
        assertThat(waiting.body().at("/data/0/closed_at").isNull()).isTrue();

        String hold = officer.get("/v1/privacy/legal_holds").text("/data/0/id");
        officer.post("/v1/privacy/legal_holds/" + hold + "/lifting", "{\"reason\":\"the court is done\"}");
        erased(officer, ada);
        assertThat(officer.get("/v1/privacy/erasure_requests").text("/data/0/closed_at"))
                .isNotEmpty();
    }

    @Test
    void aLegalHoldStopsItAndOnlyStaffLearnsWhy() {
        String ada = TestProgram.subscriber(api);
        ApiClient officer = staff(StaffRole.OFFICER);
        Answer hold = officer.post(
                "/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"court order 7\"}".formatted(ada));
        assertThat(hold.status()).as("%s", hold.body()).isEqualTo(201);

        assertThat(erase(officer, ada).text("/errors/0/code")).isEqualTo("legal_hold");
        Answer client = erase(api, ada);
        assertThat(client.text("/errors/0/code")).isEqualTo("not_yet");
        assertThat(client.body().toString()).doesNotContain("hold").doesNotContain("court");
        assertThat(api.get("/v1/privacy/legal_holds").code()).isEqualTo("audience_not_allowed");

        String lifting = "/v1/privacy/legal_holds/" + hold.text("/id") + "/lifting";
        assertThat(officer.post(lifting, "{\"reason\":\"over\"}").text("/lifted_by"))
                .startsWith("usr_");
        assertThat(officer.post(lifting, "{\"reason\":\"over\"}").code()).isEqualTo("legal_hold_lifted");
        erased(api, ada);
        assertThat(audited("legal_hold.place", "done")).isEqualTo(1);
        assertThat(audited("legal_hold.lift", "done")).isEqualTo(1);
    }

    @Test
    void whatIsKeptIsReadForAPurposeWithAReason() {
        String ada = TestProgram.subscriber(api);
        ApiClient officer = staff(StaffRole.OFFICER);
        String path = "/v1/subscribers/" + ada + "/kept_records";
        String why = "{\"purpose\":\"kyc_record\",\"reason\":\"request 12 of the authority\"}";
        assertThat(officer.post(path, why, null).code()).as("not erased").isEqualTo("not_found");
        erased(api, ada);

        Answer read = officer.post(path, why, null);
        assertThat(read.status()).as("%s", read.body()).isEqualTo(200);
        assertThat(read.text("/sections/onboarding/identities/0/family_name")).isEqualTo("Lovelace");
        assertThat(read.body().toString()).doesNotContain("ada@example.com");
        assertThat(officer.post(path, why.replace("kyc", "sanctions"), null)
                        .text("/sections/screening/screened_as/given_name"))
                .isEqualTo("Ada");
        assertThat(audited("kept_record.read", "read")).isEqualTo(2);
        for (String nobodys : new String[] {"report_record", "service", "tax", "consent"}) {
            assertThat(officer.post(path, why.replace("kyc_record", nobodys), null)
                            .code())
                    .as(nobodys)
                    .isEqualTo("scope_missing");
        }
        assertThat(officer.post(path, "{\"purpose\":\"kyc_record\"}", null).text("/errors/0/pointer"))
                .isEqualTo("/reason");
        assertThat(staff(StaffRole.ANALYST).post(path, why, null).code()).isEqualTo("scope_missing");
        assertThat(api.post(path, why, null).code()).isEqualTo("audience_not_allowed");
    }

    @Test
    void anOpenHitHasToBeDecidedAndIsAKeptRecordAfterwards() {
        Caller console = new Caller(Actor.system(TenantId.PLATFORM, "test"), system().trace());
        watchlists.load(console, DemoLists.ofac(), true);
        String listed = TestProgram.registered(api);
        TestProgram.consent(api, listed);
        String identity = TestProgram.IDENTITY
                .replace("Ada", "Viktor Osric")
                .replace("Lovelace", "Drakkeman")
                .replace("1985-12-10", "1962-11-23")
                .replace("GB", "DE");
        api.post("/v1/kys/identity", identity.formatted(listed), null);
        api.post("/v1/kys/risk-profile", TestProgram.ANSWERS.formatted(listed), null);
        ApiClient officer = staff(StaffRole.OFFICER);
        String hit = officer.get("/v1/screening_hits?subscriber_id=" + listed).text("/data/0/id");

        Answer blocked = erase(officer, listed);
        assertThat(blocked.body()
                        .at("/errors")
                        .valueStream()
                        .map(error -> error.at("/code").asString()))
                .containsExactlyInAnyOrder("case_in_review", "screening_hit_open");
        Answer told = erase(api, listed);
        assertThat(told.body()
                        .at("/errors")
                        .valueStream()
                        .map(error -> error.at("/code").asString()))
                .containsExactly("not_yet");
        assertThat(told.body().toString()).doesNotContain("hit").doesNotContain("screening");

        String decisions = "/v1/screening_hits/" + hit + "/decisions";
        String clear = "{\"decision\":\"clear\",\"reason\":\"another birth date\"}";
        Answer decided = officer.post(decisions, clear);
        assertThat(decided.status()).as("%s", decided.body()).isBetween(200, 201);
        erased(officer, listed);
        assertThat(officer.get("/v1/screening_hits/" + hit).code()).isEqualTo("subscriber_erased");
        assertThat(officer.post(decisions, clear).code()).isEqualTo("subscriber_erased");
        assertThat(officer.get("/v1/screening_hits").body().at("/data")).isEmpty();
        Answer kept = officer.post(
                "/v1/subscribers/" + listed + "/kept_records",
                "{\"purpose\":\"sanctions_record\",\"reason\":\"request 12 of the authority\"}",
                null);
        assertThat(kept.text("/sections/screening/hits/0/id")).isEqualTo(hit);
        assertThat(kept.text("/sections/screening/hits/0/reason")).isEqualTo("another birth date");
    }

    @Test
    void jobsPassErasedSubscribersOver() {
        String ada = TestProgram.subscriber(api);
        erased(api, ada);
        superuser.update("update screening.screened set compared_with = 'older' where tenant_id = ?", tenant.value());
        screening.rescreenOnce();

        assertThat(superuser.queryForObject(
                        "select compared_with from screening.screened where tenant_id = ?",
                        String.class,
                        tenant.value()))
                .isEqualTo("older");
        superuser.update("delete from vault.data_key where tenant_id = ? and purpose = 'kyc_record'", tenant.value());
        assertThat(onboarding.differencesInReplay(tenant)).isZero();
    }

    private void pay(String from, String to, String amount, String description) {
        Answer paid = api.post("/v1/payments", payment(from, to, amount, description));
        assertThat(paid.status()).as("%s", paid.body()).isEqualTo(201);
    }

    private static String payment(String from, String to, String amount, String description) {
        return """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"%s","currency":"EUR"},"description":"%s"}
                """.formatted(from, to, amount, description);
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it never happened").isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
