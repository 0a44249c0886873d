package io.flowlet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.approvals.AgreedRequests;
import io.flowlet.approvals.ApprovalTests;
import io.flowlet.identity.StaffRole;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** {@code ledger.adjust}: corrected by two officers, once, whatever happens between the last word and the posting. */
class AdjustmentsModuleTests extends ApprovalTests {
    private static final String ADJUSTMENTS = "/v1/ledger/adjustments";
    private static final Currency EUR = Currency.of("EUR");

    @Autowired
    private Ledger ledger;

    @Autowired
    private AgreedRequests agreed;

    private Person second;
    private LedgerAccount suspense;
    private LedgerAccount customer;

    @BeforeEach
    void openAccounts() {
        second = person(StaffRole.OFFICER);
        suspense = open(AccountOwner.PROGRAM, OpenAccount.Bounds.NONE);
        customer = open(new AccountOwner("wallets"), OpenAccount.Bounds.NOT_BELOW_ZERO);
    }

    @Test
    void movesWhatTwoOfficersAgreedToAlsoOfOtherModulesAccounts() {
        Answer asked = ask(officer.api(), suspense, customer, "12.50");
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/kind")).isEqualTo("ledger.adjust");
        assertThat(asked.text("/subject")).startsWith("adj_");
        String id = asked.text("/id");
        Answer shown = second.api().get("/v1/approvals/" + id);
        assertThat(shown.body().at("/change/terms/accounts")).hasSize(2);
        assertThat(shown.body().at("/change/terms/accounts").toString()).contains("\"owner\":\"wallets\"");
        assertThat(decide(officer, id, "approve").code()).isEqualTo("approval_own_request");
        assertThat(balance(customer)).isZero();

        Answer last = decide(second, id, "approve");
        assertThat(last.status()).as("%s", last.body()).isEqualTo(200);
        assertThat(last.text("/state")).isEqualTo("approved");
        Answer done = second.api().get("/v1/approvals/" + id);
        assertThat(done.text("/state")).isEqualTo("applied");
        assertThat(balance(customer)).isEqualTo(1_250);
        PostedTransaction posted =
                ledger.transaction(live, TransactionId.of(done.text("/result"))).orElseThrow();
        assertThat(posted.kind()).isEqualTo(EntryKind.ADJUSTMENT);
        assertThat(audited("transaction.adjust", "done")).isEqualTo(1);
        assertThat(detail("transaction.adjust", "approval")).isEqualTo(id);
        assertThat(detail("transaction.adjust", "made_by")).isEqualTo(officer.name());
        assertThat(detail("transaction.adjust", "approved_by")).isEqualTo(second.name());
        assertThat(audited("approval.apply", "done")).isEqualTo(1);
    }

    /** Killed between the last word and the posting: what was agreed to is done all the same. */
    @Test
    void nothingThatWasAgreedToIsLost() {
        String id = ask(officer.api(), suspense, customer, "12.50").text("/id");
        leaveAgreed(id);
        assertThat(agreed.runOnce()).isEqualTo(1);
        assertThat(stateOf(id)).isEqualTo("applied");
        assertThat(balance(customer)).isEqualTo(1_250);
        assertThat(agreed.runOnce()).isZero();
    }

    /** Killed between the posting and what came of it: nothing is done twice, and the same came of it. */
    @Test
    void nothingIsDoneTwice() {
        String id = ask(officer.api(), suspense, customer, "12.50").text("/id");
        decide(second, id, "approve");
        String first = officer.api().get("/v1/approvals/" + id).text("/result");
        for (int i = 0; i < 2; i++) {
            leaveAgreed(id);
            assertThat(agreed.runOnce()).isEqualTo(1);
            assertThat(officer.api().get("/v1/approvals/" + id).text("/result")).isEqualTo(first);
        }
        assertThat(balance(customer)).isEqualTo(1_250);
        assertThat(audited("transaction.adjust", "done")).isEqualTo(1);
    }

    @Test
    void ofManyInstancesAtOnceOneHasTheEffect() throws Exception {
        String id = ask(officer.api(), suspense, customer, "12.50").text("/id");
        leaveAgreed(id);
        List<Callable<Integer>> rounds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rounds.add(agreed::runOnce);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> round : threads.invokeAll(rounds)) {
                round.get();
            }
        }
        assertThat(balance(customer)).isEqualTo(1_250);
        assertThat(audited("transaction.adjust", "done")).isEqualTo(1);
        assertThat(audited("approval.apply", "done")).isEqualTo(1);
        assertThat(stateOf(id)).isEqualTo("applied");
    }

    @Test
    void whatTheLedgerRefusesEndsTheRequestForGood() {
        String id = ask(officer.api(), customer, suspense, "0.01").text("/id");
        decide(second, id, "approve");
        Answer failed = officer.api().get("/v1/approvals/" + id);
        assertThat(failed.text("/state")).isEqualTo("failed");
        assertThat(failed.text("/result")).isEqualTo("insufficient_funds");
        assertThat(audited("transaction.adjust", "refused")).isEqualTo(1);

        // money that comes later does not wake it up
        String other = ask(officer.api(), suspense, customer, "5.00").text("/id");
        decide(second, other, "approve");
        leaveAgreed(id);
        agreed.runOnce();
        assertThat(stateOf(id)).isEqualTo("failed");
        assertThat(balance(customer)).isEqualTo(500);
    }

    @Test
    void isDatedBackButNotAhead() {
        String id = officer.api()
                .post(ADJUSTMENTS, body(suspense, customer, "1.00", ",\"value_at\":\"2099-01-01T00:00:00Z\""))
                .text("/id");
        decide(second, id, "approve");
        assertThat(officer.api().get("/v1/approvals/" + id).text("/result")).isEqualTo("value_at_in_future");
    }

    /** Above an amount a tenant's policy asks for more people. */
    @Test
    void takesMorePeopleAboveTheAmountThatThePolicySays() {
        Answer policy = admin.api().post("/v1/policies/approvals/proposals", """
                {"based_on":1,"reason":"more eyes","body":{"rules":[{"kind":"ledger.adjust","makers":["officer"],
                 "clients_make":false,"checkers":["officer"],"count":1,"life_hours":48,
                 "tiers":[{"above":{"value":"100.00","currency":"EUR"},"checkers":["officer"],"count":2}]}]}}
                """);
        assertThat(policy.status()).as("%s", policy.body()).isEqualTo(202);
        decide(officer, policy.text("/id"), "approve");
        assertThat(ask(officer.api(), suspense, customer, "100.00").text("/checkers_needed"))
                .isEqualTo("1");
        Answer split = officer.api()
                .post(ADJUSTMENTS, """
                {"reason":"a correction","legs":[%s,%s]}
                """.formatted(leg(suspense, customer, "60.00"), leg(suspense, customer, "40.01")));
        assertThat(split.text("/checkers_needed")).as("what all legs move").isEqualTo("2");
        LedgerAccount dollars = open(AccountOwner.PROGRAM, OpenAccount.Bounds.NONE, Currency.of("USD"));
        LedgerAccount others = open(AccountOwner.PROGRAM, OpenAccount.Bounds.NONE, Currency.of("USD"));
        assertThat(officer.api()
                        .post(ADJUSTMENTS, body(dollars, others, "0.01", "").replace("EUR", "USD"))
                        .text("/checkers_needed"))
                .as("no tier names dollars")
                .isEqualTo("2");

        String id = split.text("/id");
        decide(second, id, "approve");
        assertThat(stateOf(id)).isEqualTo("open");
        assertThat(balance(customer)).isZero();
        Person third = person(StaffRole.OFFICER);
        decide(third.api(), id, "approve", "\"2\"", UUID.randomUUID().toString());
        assertThat(stateOf(id)).isEqualTo("applied");
        assertThat(balance(customer)).isEqualTo(10_001);
    }

    @Test
    void refusesWhatCannotBeBeforeAnybodyIsAsked() {
        LedgerAccount dollars = open(AccountOwner.PROGRAM, OpenAccount.Bounds.NONE, Currency.of("USD"));
        TestProgram strangers = TestProgram.create(port, programs);
        LedgerAccount foreign = ledger.openAccount(
                strangers.tenant(TenantMode.LIVE), opening(AccountOwner.PROGRAM, OpenAccount.Bounds.NONE, EUR));
        assertRefused(ask(officer.api(), suspense, foreign, "1.00"), 404, "not_found", "/legs/0");
        assertRefused(ask(officer.api(), suspense, suspense, "1.00"), 422, "same_account", "/legs/0");
        assertRefused(ask(officer.api(), suspense, dollars, "1.00"), 422, "currency_mismatch", "/legs/0");
        assertRefused(ask(officer.api(), suspense, customer, "0.00"), 400, "body_invalid", "/legs/0/amount");
        assertRefused(ask(officer.api(), suspense, customer, "1.001"), 400, "body_invalid", "/legs/0/amount/value");
        superuser.update(
                "update ledger.account set state = 3 where id = ?",
                customer.number().value());
        assertRefused(ask(officer.api(), suspense, customer, "1.00"), 409, "account_closed", "/legs/0");
        assertThat(officer.api().get("/v1/approvals").body().at("/data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"legs\":[],\"reason\":\"x\"}",
                "{\"reason\":\"x\"}",
                "{\"legs\":[null],\"reason\":\"x\"}",
                "{\"legs\":[{}],\"reason\":\"x\"}",
                "{\"legs\":[%s]}",
                "{\"legs\":[%s],\"reason\":\" \"}",
                "{\"legs\":[%s],\"reason\":\"x\",\"force\":true}",
            })
    void refusesBodiesThatAreNone(String body) {
        Answer refused = officer.api().post(ADJUSTMENTS, body.replace("%s", leg(suspense, customer, "1.00")));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("body_invalid");
    }

    @Test
    void isForOfficersAlone() {
        assertThat(ask(admin.api(), suspense, customer, "1.00").code()).isEqualTo("scope_missing");
        assertThat(ask(person(StaffRole.ANALYST).api(), suspense, customer, "1.00")
                        .code())
                .isEqualTo("scope_missing");
        assertThat(ask(client, suspense, customer, "1.00").code()).isEqualTo("audience_not_allowed");
        Answer asked = ask(officer.api(), suspense, customer, "1.00");
        assertThat(decide(admin, asked.text("/id"), "approve").code()).isEqualTo("approval_role_not_allowed");
        Answer untold = admin.api().get("/v1/approvals/" + asked.text("/id"));
        assertThat(untold.body().at("/change").isNull()).isTrue();
        assertThat(untold.body().at("/reason").isNull()).isTrue();
    }

    /** As a server leaves it that dies right after the commit of the last approval, or right after the posting. */
    private void leaveAgreed(String approval) {
        superuser.update(
                "update approvals.request set state = 'approved', closed_at = null, result = null where id = ?",
                io.flowlet.approvals.ApprovalId.of(approval).value());
    }

    private LedgerAccount open(AccountOwner owner, OpenAccount.Bounds bounds) {
        return open(owner, bounds, EUR);
    }

    private LedgerAccount open(AccountOwner owner, OpenAccount.Bounds bounds, Currency currency) {
        return ledger.openAccount(live, opening(owner, bounds, currency));
    }

    private static OpenAccount opening(AccountOwner owner, OpenAccount.Bounds bounds, Currency currency) {
        return new OpenAccount(owner, AccountKind.LIABILITY, currency, "2900", "account", bounds);
    }

    private long balance(LedgerAccount account) {
        Money posted = ledger.balance(live, account.number()).orElseThrow().posted();
        return posted.minor();
    }

    private static Answer ask(ApiClient api, LedgerAccount debit, LedgerAccount credit, String amount) {
        return api.post(ADJUSTMENTS, body(debit, credit, amount, ""));
    }

    private static String body(LedgerAccount debit, LedgerAccount credit, String amount, String more) {
        return "{\"reason\":\"booked to the wrong customer\",\"legs\":[%s]%s}"
                .formatted(leg(debit, credit, amount), more);
    }

    private static String leg(LedgerAccount debit, LedgerAccount credit, String amount) {
        return "{\"debit_account_id\":\"%s\",\"credit_account_id\":\"%s\",\"amount\":{\"value\":\"%s\",\"currency\":\"EUR\"}}"
                .formatted(debit.id(), credit.id(), amount);
    }

    private static void assertRefused(Answer answer, int status, String code, String pointer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
    }
}
