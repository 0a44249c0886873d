package io.flowlet.ledger;

import static io.flowlet.ledger.LedgerContext.EUR;
import static io.flowlet.ledger.LedgerContext.WALLETS;
import static io.flowlet.ledger.LedgerContext.eur;
import static io.flowlet.ledger.LedgerContext.key;
import static io.flowlet.ledger.LedgerContext.newTenant;
import static io.flowlet.ledger.LedgerContext.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.actor.TenantId;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.PostedTransaction.PostedLeg;
import io.flowlet.ledger.PostedTransaction.Side;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.tenants.Transactions;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerModuleTests {
    private static final LedgerContext CONTEXT = new LedgerContext();
    private static final ModuleTable FUNDING =
            new ModuleTable("insert into payments.funding (tenant_id, currency, account_id) values", "(?, ?, ?)");

    private final TenantId tenant = newTenant();
    private final Ledger ledger = CONTEXT.ledger();

    @AfterEach
    void booksAreSound() {
        CONTEXT.assertBooksAreSound();
    }

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void postsBothSidesWithTheirVersionsAndBalances() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);

        PostedTransaction posted = posted(CONTEXT.post(tenant, from, to, 1_050));

        assertThat(posted.legs())
                .containsExactly(
                        new PostedLeg(new Side(from, 1, eur(-1_050)), new Side(to, 1, eur(1_050)), eur(1_050)));
        assertThat(posted.valueAt()).isEqualTo(posted.bookedAt());
        assertThat(ledger.transaction(tenant, posted.id())).contains(posted);
        assertThat(ledger.balance(tenant, to)).contains(new Balance(eur(1_050), eur(0), eur(0), 1));
    }

    @Test
    void postsManyLegsInTheirOrder() {
        AccountNumber bank = CONTEXT.open(tenant);
        AccountNumber purse = CONTEXT.openPurse(tenant);
        AccountNumber fees = CONTEXT.open(tenant);
        Instant yesterday = Instant.parse("2026-11-01T10:00:00Z");
        Posting posting = new Posting(
                yesterday, List.of(new Posting.Leg(bank, purse, eur(100)), new Posting.Leg(purse, fees, eur(1))));

        PostedTransaction posted = posted(ledger.post(unit(tenant, null, posting)));

        assertThat(posted.legs()).extracting(leg -> leg.credit().version()).containsExactly(1L, 1L);
        assertThat(posted.legs()).extracting(leg -> leg.debit().version()).containsExactly(1L, 2L);
        assertThat(posted.valueAt()).isEqualTo(yesterday);
        assertThat(ledger.transaction(tenant, posted.id())).contains(posted);
        assertThat(CONTEXT.posted(tenant, purse)).isEqualTo(99);
    }

    @Test
    void postsAHundredLegsAndFindsThemAgain() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        List<Posting.Leg> legs = new ArrayList<>();
        for (int i = 1; i <= Posting.MAX_LEGS; i++) {
            legs.add(new Posting.Leg(from, to, eur(i)));
        }

        PostedTransaction posted = posted(ledger.post(unit(tenant, null, new Posting(null, legs))));

        assertThat(ledger.transaction(tenant, posted.id())).contains(posted);
        assertThat(CONTEXT.posted(tenant, to)).isEqualTo(5_050);
    }

    @Test
    void postsAllCommandsOfAUnitOrNone() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber empty = CONTEXT.openPurse(tenant);

        PostingReceipt receipt =
                ledger.post(unit(tenant, null, Posting.of(from, empty, eur(5)), Posting.of(empty, from, eur(6))));

        assertThat(outcome(receipt))
                .isEqualTo(new PostingOutcome.Refused(PostingRefusal.INSUFFICIENT_FUNDS, 1, 0, empty));
        assertThat(CONTEXT.transfers(tenant)).isZero();
        assertThat(CONTEXT.posted(tenant, empty)).isZero();
    }

    @Test
    void refusesWhatTheEngineRefusesAndSaysWhere() {
        AccountNumber open = CONTEXT.open(tenant);
        AccountNumber controlled = CONTEXT.open(tenant, WALLETS, OpenAccount.Bounds.NONE);
        AccountNumber foreign = CONTEXT.open(newTenant());
        AccountNumber full = CONTEXT.open(tenant, AccountOwner.PROGRAM, new OpenAccount.Bounds(null, 10L));
        AccountNumber yen = ledger.openAccount(tenant, account(AccountOwner.PROGRAM, Currency.of("JPY")))
                .number();

        assertThat(refusal(CONTEXT.post(tenant, open, foreign, 1))).isEqualTo(PostingRefusal.UNKNOWN_ACCOUNT);
        assertThat(refusal(CONTEXT.post(tenant, open, controlled, 1))).isEqualTo(PostingRefusal.ACCOUNT_CONTROLLED);
        assertThat(refusal(CONTEXT.post(tenant, open, open, 1))).isEqualTo(PostingRefusal.SAME_ACCOUNT);
        assertThat(refusal(CONTEXT.post(tenant, open, yen, 1))).isEqualTo(PostingRefusal.CURRENCY_MISMATCH);
        assertThat(refusal(CONTEXT.post(tenant, open, full, 11))).isEqualTo(PostingRefusal.CEILING_EXCEEDED);
        assertThat(CONTEXT.transfers(tenant)).isZero();
    }

    @Test
    void refusesClosedAndFrozenAccounts() {
        AccountNumber open = CONTEXT.open(tenant);
        AccountNumber other = CONTEXT.open(tenant);
        state(other, 1);
        assertThat(refusal(CONTEXT.post(tenant, other, open, 1))).isEqualTo(PostingRefusal.ACCOUNT_FROZEN);
        assertThat(outcome(CONTEXT.post(tenant, open, other, 1))).isInstanceOf(PostingOutcome.Posted.class);
        state(other, 2);
        assertThat(refusal(CONTEXT.post(tenant, open, other, 1))).isEqualTo(PostingRefusal.ACCOUNT_FROZEN);
        state(other, 3);
        assertThat(refusal(CONTEXT.post(tenant, open, other, 1))).isEqualTo(PostingRefusal.ACCOUNT_CLOSED);
    }

    @Test
    void movesAccountsOfTheOwnersThatTheUnitActsFor() {
        AccountNumber wallet = CONTEXT.open(tenant, WALLETS, OpenAccount.Bounds.NONE);
        AccountNumber open = CONTEXT.open(tenant);
        PostingUnit ofWallets = new PostingUnit(
                tenant,
                Set.of(WALLETS, AccountOwner.PROGRAM),
                List.of(Posting.of(open, wallet, eur(3))),
                null,
                outcome -> LedgerContext.consequence(tenant, outcome),
                Instant.now().plusSeconds(60));

        assertThat(outcome(ledger.post(ofWallets))).isInstanceOf(PostingOutcome.Posted.class);
    }

    @Test
    void refusesToPostInsideATransaction() {
        AccountNumber one = CONTEXT.open(tenant);
        AccountNumber other = CONTEXT.open(tenant);

        assertThatThrownBy(() -> CONTEXT.bean(Transactions.class).in(tenant, () -> CONTEXT.post(tenant, one, other, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a transaction is open");
        assertThat(CONTEXT.transfers(tenant)).isZero();
    }

    @Test
    void answersTheSameKeyWithTheAnswerOfThenAndMovesNothing() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        Posting posting = Posting.of(from, to, eur(5));
        PostingReceipt first = CONTEXT.post(tenant, key(tenant, "k"), posting);

        assertThat(CONTEXT.post(tenant, key(tenant, "k"), posting))
                .isEqualTo(new PostingReceipt.Replayed(answer(first)));
        assertThat(CONTEXT.post(tenant, key(tenant, "k", "02"), posting)).isEqualTo(new PostingReceipt.KeyReused());
        assertThat(CONTEXT.posted(tenant, to)).isEqualTo(5);
        assertThat(CONTEXT.count("select count(*) from http.idempotency where moves_money and tenant_id = ?", tenant))
                .isOne();
    }

    @Test
    void keepsARefusalWithItsKeyAlsoWhenTheMoneyComesInLater() {
        AccountNumber purse = CONTEXT.openPurse(tenant);
        AccountNumber other = CONTEXT.open(tenant);
        IdempotencyKey key = key(tenant, "k");
        PostingReceipt refused = CONTEXT.post(tenant, key, Posting.of(purse, other, eur(5)));
        CONTEXT.post(tenant, other, purse, 100);

        assertThat(refusal(refused)).isEqualTo(PostingRefusal.INSUFFICIENT_FUNDS);
        assertThat(CONTEXT.post(tenant, key, Posting.of(purse, other, eur(5))))
                .isEqualTo(new PostingReceipt.Replayed(new StoredAnswer(422, "{\"code\":\"insufficient_funds\"}")));
        assertThat(CONTEXT.posted(tenant, purse)).isEqualTo(100);
        assertThat(CONTEXT.count(
                        "select count(*) from http.idempotency where moves_money and tenant_id = ? and key = 'k'",
                        tenant))
                .as("a refusal to move money is kept for ever, too")
                .isOne();
    }

    @Test
    void leavesTheKeyUnusedForARefusalThatIsNotKept() {
        AccountNumber open = CONTEXT.open(tenant);
        AccountNumber missing = new AccountNumber(Long.MAX_VALUE);
        IdempotencyKey key = key(tenant, "k");

        assertThat(refusal(CONTEXT.post(tenant, key, Posting.of(open, missing, eur(5)))))
                .isEqualTo(PostingRefusal.UNKNOWN_ACCOUNT);
        assertThat(outcome(CONTEXT.post(tenant, key, Posting.of(open, CONTEXT.open(tenant), eur(5)))))
                .isInstanceOf(PostingOutcome.Posted.class);
    }

    @Test
    void writesAnAuditEventForEveryUnitAndAnEventForOthersOnlyWhenMoneyMoved() {
        AccountNumber purse = CONTEXT.openPurse(tenant);
        AccountNumber other = CONTEXT.open(tenant);
        CONTEXT.post(tenant, purse, other, 5);
        CONTEXT.post(tenant, other, purse, 5);

        assertThat(CONTEXT.count("select count(*) from audit.event where tenant_id = ?", tenant))
                .isEqualTo(2);
        assertThat(CONTEXT.count("select count(*) from outbox.event where tenant_id = ?", tenant))
                .isEqualTo(1);
    }

    @Test
    void writesRowsOfOtherModulesWithTheTransfers() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        ledger.post(withRow(from, to, ModuleRow.of(FUNDING, tenant.value(), (short) 978, to.value())));

        assertThat(CONTEXT.count("select count(*) from payments.funding where tenant_id = ?", tenant))
                .isOne();
        assertThat(CONTEXT.posted(tenant, to)).isEqualTo(7);
    }

    @Test
    void writesNothingWhenARowOfAnotherModuleIsRefused() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        int another = tenant.value() + 1_000;

        assertThatThrownBy(
                        () -> ledger.post(withRow(from, to, ModuleRow.of(FUNDING, another, (short) 978, to.value()))))
                .rootCause()
                .hasMessageContaining("row-level security");
        assertThat(CONTEXT.posted(tenant, to)).isZero();
        assertThat(CONTEXT.transfers(tenant)).isZero();
        assertThat(CONTEXT.count("select count(*) from audit.event where tenant_id = ?", tenant))
                .isZero();
    }

    @Test
    void writesNothingWhenTheConsequencesFail() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        PostingUnit broken = new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(from, to, eur(7))),
                key(tenant, "k"),
                outcome -> {
                    throw new IllegalArgumentException("no answer for this");
                },
                Instant.now().plusSeconds(60));

        assertThatThrownBy(() -> ledger.post(broken)).hasMessage("no answer for this");
        assertThat(CONTEXT.transfers(tenant)).isZero();
        assertThat(outcome(CONTEXT.post(tenant, key(tenant, "k"), Posting.of(from, to, eur(7)))))
                .isInstanceOf(PostingOutcome.Posted.class);
    }

    @Test
    void refusesToKeepAnAnswerThatMustNotBeKept() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        PostingUnit broken = new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(from, to, eur(7))),
                key(tenant, "k"),
                outcome -> new Consequence(new StoredAnswer(404, "{}"), List.of(), List.of(), List.of()),
                Instant.now().plusSeconds(60));

        assertThatThrownBy(() -> ledger.post(broken)).isInstanceOf(IllegalStateException.class);
        assertThat(CONTEXT.transfers(tenant)).isZero();
    }

    @Test
    void dropsAUnitWhoseDeadlineHasPassed() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        PostingUnit late = new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(from, to, eur(7))),
                key(tenant, "k"),
                outcome -> LedgerContext.consequence(tenant, outcome),
                Instant.now().minusSeconds(1));

        assertThat(ledger.post(late)).isEqualTo(new PostingReceipt.DeadlineExceeded());
        assertThat(CONTEXT.transfers(tenant)).isZero();
    }

    @Test
    void listsEntriesNewestFirstPageByPage() {
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        for (int i = 1; i <= 5; i++) {
            CONTEXT.post(tenant, i % 2 == 0 ? to : from, i % 2 == 0 ? from : to, i);
        }

        Page<Entry> first = ledger.entries(tenant, to, Paging.of(null, 2));
        Page<Entry> second = ledger.entries(tenant, to, Paging.of(first.nextCursor(), 2));
        Page<Entry> third = ledger.entries(tenant, to, Paging.of(second.nextCursor(), 2));

        assertThat(first.data()).extracting(Entry::version).containsExactly(5L, 4L);
        assertThat(second.data()).extracting(Entry::version).containsExactly(3L, 2L);
        assertThat(third.data())
                .extracting(Entry::version, Entry::change, Entry::balance, Entry::other, Entry::kind)
                .containsExactly(tuple(1L, eur(1), eur(1), from, EntryKind.POST));
        assertThat(second.data()).extracting(Entry::change).containsExactly(eur(3), eur(-2));
        assertThat(third.nextCursor()).isNull();
        assertThat(ledger.entries(newTenant(), to, Paging.of(null, 2)).data()).isEmpty();
    }

    @Test
    void showsTheTrialBalanceByCodeAndCurrencyWithEqualTotals() {
        AccountNumber bank = open("1100", AccountKind.ASSET, EUR);
        AccountNumber customers = open("2100", AccountKind.LIABILITY, EUR);
        AccountNumber fees = open("4100", AccountKind.INCOME, EUR);
        open("1100", AccountKind.ASSET, Currency.of("JPY"));
        CONTEXT.post(tenant, bank, customers, 1_000);
        CONTEXT.post(tenant, customers, fees, 10);

        TrialBalance balance = ledger.trialBalance(tenant);

        assertThat(balance.lines())
                .extracting(
                        TrialBalance.Line::glCode,
                        line -> line.currency().code(),
                        line -> line.debitMinor().subtract(line.creditMinor()).longValueExact())
                .containsExactly(
                        tuple("1100", "EUR", 1_000L),
                        tuple("1100", "JPY", 0L),
                        tuple("2100", "EUR", -990L),
                        tuple("4100", "EUR", -10L));
        assertThat(balance.totals())
                .containsExactly(
                        new TrialBalance.Total(EUR, BigInteger.valueOf(1_000), BigInteger.valueOf(1_000)),
                        new TrialBalance.Total(Currency.of("JPY"), BigInteger.ZERO, BigInteger.ZERO));
    }

    @Test
    void showsAnAccountOnItsNormalSide() {
        AccountNumber bank = open("1100", AccountKind.ASSET, EUR);
        AccountNumber customers = open("2100", AccountKind.LIABILITY, EUR);
        CONTEXT.post(tenant, bank, customers, 1_050);

        assertThat(ledger.account(tenant, bank).orElseThrow().shown()).isEqualTo(eur(1_050));
        assertThat(ledger.account(tenant, customers).orElseThrow().shown()).isEqualTo(eur(1_050));
    }

    @Test
    void findsAndListsAccountsOfOneOwner() {
        LedgerAccount one = ledger.openAccount(tenant, account(AccountOwner.PROGRAM, EUR));
        ledger.openAccount(tenant, account(WALLETS, EUR));
        LedgerAccount two = ledger.openAccount(tenant, account(AccountOwner.PROGRAM, EUR));

        Page<LedgerAccount> first = ledger.accountsOf(tenant, AccountOwner.PROGRAM, Paging.of(null, 1));
        assertThat(first.data()).containsExactly(two);
        assertThat(ledger.accountsOf(tenant, AccountOwner.PROGRAM, Paging.of(first.nextCursor(), 1))
                        .data())
                .containsExactly(one);
        assertThat(ledger.accounts(tenant, List.of(one.id(), new AccountId(new Uuid7(Clock.systemUTC()).next()))))
                .containsExactly(one);
        assertThat(ledger.accounts(newTenant(), List.of(one.id()))).isEmpty();
    }

    @Test
    void countsTheLargestAmountsAndEveryNumberOfDigitsExactly() {
        for (String code : List.of("JPY", "EUR", "BHD")) {
            Currency currency = Currency.of(code);
            AccountNumber from = ledger.openAccount(tenant, account(AccountOwner.PROGRAM, currency))
                    .number();
            AccountNumber to = ledger.openAccount(tenant, account(AccountOwner.PROGRAM, currency))
                    .number();
            Money most = new Money(currency, Long.MAX_VALUE);

            assertThat(outcome(ledger.post(unit(tenant, null, Posting.of(from, to, most)))))
                    .isInstanceOf(PostingOutcome.Posted.class);
            assertThat(refusal(ledger.post(unit(tenant, null, Posting.of(from, to, new Money(currency, 1))))))
                    .isEqualTo(PostingRefusal.OUT_OF_RANGE);
            assertThat(ledger.balance(tenant, to).orElseThrow().posted()).isEqualTo(most);
        }
        assertThat(ledger.trialBalance(tenant).totals())
                .allSatisfy(total -> assertThat(total.debitMinor()).isEqualTo(total.creditMinor()));
    }

    private PostingUnit withRow(AccountNumber from, AccountNumber to, ModuleRow row) {
        return new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(from, to, eur(7))),
                null,
                outcome -> {
                    Consequence usual = LedgerContext.consequence(tenant, outcome);
                    return new Consequence(usual.answer(), usual.audit(), usual.outbox(), List.of(row));
                },
                Instant.now().plusSeconds(60));
    }

    private AccountNumber open(String glCode, AccountKind kind, Currency currency) {
        OpenAccount request =
                new OpenAccount(AccountOwner.PROGRAM, kind, currency, glCode, "test", OpenAccount.Bounds.NONE);
        return ledger.openAccount(tenant, request).number();
    }

    private static OpenAccount account(AccountOwner owner, Currency currency) {
        return new OpenAccount(owner, AccountKind.LIABILITY, currency, "2100", "test", OpenAccount.Bounds.NONE);
    }

    private void state(AccountNumber account, int state) {
        CONTEXT.superuser.update("update ledger.account set state = ? where id = ?", state, account.value());
    }

    private static PostingOutcome outcome(PostingReceipt receipt) {
        assertThat(receipt).isInstanceOf(PostingReceipt.Decided.class);
        return ((PostingReceipt.Decided) receipt).outcome();
    }

    private static StoredAnswer answer(PostingReceipt receipt) {
        return Objects.requireNonNull(((PostingReceipt.Decided) receipt).answer());
    }

    private static PostedTransaction posted(PostingReceipt receipt) {
        assertThat(outcome(receipt)).isInstanceOf(PostingOutcome.Posted.class);
        return ((PostingOutcome.Posted) outcome(receipt)).first();
    }

    private static PostingRefusal refusal(PostingReceipt receipt) {
        assertThat(outcome(receipt)).isInstanceOf(PostingOutcome.Refused.class);
        return ((PostingOutcome.Refused) outcome(receipt)).reason();
    }
}
