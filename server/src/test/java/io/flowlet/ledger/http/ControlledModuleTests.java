package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.CaptureHold;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.Ledger;
import io.flowlet.ledger.LedgerAccount;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.ledger.PlaceHold;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.ReleaseHold;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What other modules hold and move: {@code /v1/ledger} neither shows nor touches it. */
@SuppressWarnings("NullAway.Init") // set before each test
class ControlledModuleTests extends LedgerHttpTests {
    private static final AccountOwner WALLETS = new AccountOwner("wallets");
    private static final Money CENT = new Money(Currency.of("EUR"), 1);
    private static final String UNKNOWN_HOLD = "hld_01kanr2c5ze8x9c4m5p6q7r8st";

    @Autowired
    private Ledger ledger;

    private LedgerAccount own;
    private LedgerAccount other;
    private LedgerAccount wallet;
    private LedgerAccount till;

    @BeforeEach
    void openAccounts() {
        own = named(account("liability", "2000"));
        other = named(account("liability", "2001"));
        wallet = controlledAccount();
        till = controlledAccount();
    }

    @Test
    void theListOfHoldsLosesNoneAmongThoseOfOtherModules() {
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            held(wallet, till);
            held(own, wallet);
            expected.addFirst(held(own, other));
            held(wallet, other);
            held(till, wallet);
            expected.addFirst(held(other, own));
        }
        held(wallet, till);

        for (int limit : new int[] {1, 3, 8, 100}) {
            assertThat(listed(limit)).as("in pages of %d", limit).isEqualTo(expected);
        }
        assertThat(TestProgram.create(port, programs)
                        .client()
                        .get(HOLDS)
                        .body()
                        .at("/data")
                        .size())
                .isZero();
    }

    /** The ids over all pages, of which each but the last is full. */
    private List<String> listed(int limit) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = api.get(HOLDS + "?limit=" + limit + cursor);
            assertThat(page.status()).isEqualTo(200);
            page.body().at("/data").forEach(hold -> ids.add(hold.path("id").asString("")));
            boolean more = !page.body().at("/next_cursor").isNull();
            if (more) {
                assertThat(page.body().at("/data").size()).isEqualTo(limit);
            }
            cursor = more ? "&cursor=" + page.text("/next_cursor") : "";
        } while (!cursor.isEmpty());
        return ids;
    }

    @Test
    void whenAHoldIsOfAnotherModulesAccountThenForbiddenWhateverItsState() {
        for (LedgerAccount[] sides : new LedgerAccount[][] {{wallet, till}, {own, wallet}, {wallet, own}}) {
            String open = held(sides[0], sides[1]);
            String captured = held(sides[0], sides[1]);
            moved(new CaptureHold(ref(captured), null, true, null));
            String voided = held(sides[0], sides[1]);
            moved(new ReleaseHold(ref(voided), ReleaseHold.Reason.VOID));

            for (String hold : List.of(open, captured, voided)) {
                for (Answer answer : List.of(
                        api.get(HOLDS + "/" + hold),
                        api.post(HOLDS + "/" + hold + "/captures", "{}"),
                        api.post(HOLDS + "/" + hold + "/captures", "{\"amount\":" + money("99.00") + "}"),
                        api.post(HOLDS + "/" + hold + "/voids", "{}"))) {
                    assertThat(answer.status()).isEqualTo(403);
                    assertThat(answer.code()).isEqualTo("account_controlled");
                    assertThat(answer.body().toString()).doesNotContain("acc_", "remaining", "captured_");
                }
            }
            assertThat(state(open)).isEqualTo("OPEN");
            assertThat(state(captured)).isEqualTo("CAPTURED");
            assertThat(state(voided)).isEqualTo("VOIDED");
        }
        assertThat(audited()).contains("hold.read refused", "hold.capture refused", "hold.void refused");
    }

    @Test
    void aBatchTouchesNoHoldOfAnotherModule() {
        String foreign = held(wallet, till);
        String mine = held(own, other);

        Answer answer = batch(
                "independent",
                List.of(
                        "{\"type\":\"void\",\"hold_id\":\"" + foreign + "\"}",
                        "{\"type\":\"capture\",\"hold_id\":\"" + foreign + "\"}",
                        "{\"type\":\"capture\",\"hold_id\":\"" + mine + "\"}"));

        assertThat(answer.text("/outcomes/0/problem/code")).isEqualTo("account_controlled");
        assertThat(answer.text("/outcomes/1/problem/code")).isEqualTo("account_controlled");
        assertThat(answer.text("/outcomes/2/status")).isEqualTo("posted");
        assertThat(state(foreign)).isEqualTo("OPEN");
    }

    @Test
    void whenAHoldIsOfAnotherProgramThenItIsAsUnknown() {
        String hold = held(own, other);
        ApiClient stranger = TestProgram.create(port, programs).client();

        for (String suffix : List.of("/captures", "/voids")) {
            Answer foreign = stranger.post(HOLDS + "/" + hold + suffix, "{}");
            Answer unknown = stranger.post(HOLDS + "/" + UNKNOWN_HOLD + suffix, "{}");
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.code()).isEqualTo("not_found");
            assertThat(foreign.text("/detail")).isEqualTo(unknown.text("/detail"));
        }
        assertThat(stranger.get(HOLDS + "/" + hold).code()).isEqualTo("not_found");
        assertThat(state(hold)).isEqualTo("OPEN");
    }

    @Test
    void whenATransactionIsOfAnotherModulesAccountThenForbidden() {
        TestProgram.wallet(api, TestProgram.subscriber(api), 100);
        String deposit = api.get("/v1/payments").text("/data/0/transaction_id");
        assertThat(deposit).startsWith("txn_");
        String between =
                moved(Posting.of(own.number(), wallet.number(), CENT)).id().toString();

        for (String transaction : List.of(deposit, between)) {
            assertThat(api.get(TRANSACTIONS + "/" + transaction).code()).isEqualTo("account_controlled");
            for (String part : List.of("{}", "{\"legs\":[{\"index\":0}]}", "{\"legs\":[{\"index\":7}]}")) {
                Answer refused = api.post(TRANSACTIONS + "/" + transaction + "/reversals", part);
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.code()).isEqualTo("account_controlled");
                assertThat(refused.body().at("/errors").size()).isZero();
            }
            Answer batch =
                    batch("atomic", List.of("{\"type\":\"reversal\",\"transaction_id\":\"" + transaction + "\"}"));
            assertThat(batch.code()).isEqualTo("account_controlled");
        }
        assertThat(api.get(TRANSACTIONS).body().at("/data").size()).isZero();
        assertThat(audited()).contains("transaction.read refused", "transaction.reverse refused");
    }

    private LedgerAccount controlledAccount() {
        return ledger.openAccount(
                program.tenant(TenantMode.TEST),
                new OpenAccount(
                        WALLETS,
                        AccountKind.LIABILITY,
                        Currency.of("EUR"),
                        "2100",
                        "controlled",
                        OpenAccount.Bounds.NONE));
    }

    private LedgerAccount named(String id) {
        return ledger.accounts(program.tenant(TenantMode.TEST), List.of(AccountId.of(id)))
                .getFirst();
    }

    /** A hold of a cent, as its module would place it. */
    private String held(LedgerAccount debit, LedgerAccount credit) {
        PostedTransaction placed = moved(new PlaceHold(debit.number(), credit.number(), CENT, CENT, null));
        return HoldId.of(placed.id()).toString();
    }

    private PostedTransaction moved(Command command) {
        PostingReceipt receipt = ledger.post(new PostingUnit(
                program.tenant(TenantMode.TEST),
                Set.of(WALLETS, AccountOwner.PROGRAM),
                List.of(command),
                null,
                outcome -> new Consequence(null, List.of(), List.of(), List.of()),
                Instant.MAX));
        assertThat(receipt)
                .isInstanceOfSatisfying(
                        PostingReceipt.Decided.class,
                        decided -> assertThat(decided.outcome()).isInstanceOf(PostingOutcome.Posted.class));
        return ((PostingOutcome.Posted) ((PostingReceipt.Decided) receipt).outcome()).first();
    }

    private Hold hold(String id) {
        return ledger.holds(program.tenant(TenantMode.TEST), List.of(HoldId.of(id)))
                .getFirst();
    }

    private Hold.Ref ref(String id) {
        return hold(id).ref();
    }

    private String state(String id) {
        return hold(id).status().name();
    }
}
