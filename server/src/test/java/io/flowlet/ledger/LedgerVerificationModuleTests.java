package io.flowlet.ledger;

import static io.flowlet.ledger.LedgerContext.eur;
import static io.flowlet.ledger.LedgerContext.newTenant;
import static io.flowlet.ledger.LedgerContext.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.ledger.LedgerVerification.Checked;
import io.flowlet.ledger.LedgerVerification.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The checker finds every kind of damage that somebody with the owner's rights can do, and accuses nobody else.
 *
 * <p>Each test plants one damage as superuser with the triggers off, looks, and puts everything back.
 */
class LedgerVerificationModuleTests {
    private static final LedgerContext CONTEXT = new LedgerContext();
    private static final String SUMS = "the balances of each currency sum to zero";
    private static final String ENTRIES = "every entry stands in an account of its tenant and its currency";
    private static final String CHAIN =
            "every chain counts on without a gap, every balance is the one before plus the entry, no limit was"
                    + " broken on the way";
    private static final String ENDS = "every account stands where its chain ends";
    private static final String TEXTS = "every account has its text, and the limits that its history says";

    private static final String HELD = "what is held on every account is what its open holds add up to";
    private static final String HOLDS = "every hold is what its transfers made of it";
    private static final String REVERSALS =
            "what moved back of a transfer is what its reversals add up to, between the same accounts and never more than it moved";
    private static final String DATES = "nothing takes effect after it was booked";
    private static final String LEGS = "the legs of every transaction are numbered from its id on without a gap";

    private final TenantId tenant = newTenant();
    private final AccountNumber bank = CONTEXT.open(tenant);
    private final AccountNumber purse = CONTEXT.openPurse(tenant);
    private final UUID second;

    LedgerVerificationModuleTests() {
        CONTEXT.post(tenant, bank, purse, 100);
        second = posted(CONTEXT.post(tenant, purse, bank, 30));
        CONTEXT.post(tenant, bank, purse, 7);
    }

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void findsNothingInSoundBooksAndTellsOfEveryRule() {
        List<Checked> progress = new ArrayList<>();

        assertThat(new LedgerVerification(CONTEXT.database.as(DatabaseRole.READER)).run(progress::add))
                .isEmpty();
        assertThat(progress)
                .extracting(Checked::rule)
                .startsWith(SUMS, ENTRIES, CHAIN, ENDS, TEXTS, HELD, HOLDS, REVERSALS, DATES, LEGS);
        assertThat(progress)
                .extracting(Checked::number)
                .isEqualTo(IntStream.rangeClosed(1, progress.size()).boxed().toList());
        assertThat(progress).extracting(Checked::of).containsOnly(progress.size());
    }

    @Test
    void findsABalanceThatWasRaised() {
        assertThat(rulesBrokenBy("update ledger.account set posted = posted + 1 where id = " + purse.value()))
                .containsExactly(SUMS, ENDS);
    }

    @Test
    void findsMoneyMovedBetweenBalancesWithoutATransfer() {
        assertThat(rulesBrokenBy("update ledger.account set posted = posted + case id when " + purse.value()
                        + " then 1 else -1 end where id in (" + purse.value() + ", " + bank.value() + ")"))
                .containsExactly(ENDS, ENDS);
    }

    @Test
    void findsATransferThatIsGone() {
        assertThat(rulesBrokenBy("delete from ledger.transfer where id = '" + second + "'"))
                .contains(CHAIN, ENDS)
                .doesNotContain(SUMS);
    }

    @Test
    void findsTheLastTransferOfAChainGone() {
        assertThat(rulesBrokenBy("delete from ledger.transfer where tenant_id = " + tenant.value() + " and amount = 7"))
                .containsExactly(ENDS, ENDS);
    }

    @Test
    void findsAnAmountThatWasChanged() {
        assertThat(rulesBrokenBy("update ledger.transfer set amount = 29 where id = '" + second + "'"))
                .contains(CHAIN, ENDS);
    }

    @Test
    void findsARunningBalanceThatWasChanged() {
        List<Finding> findings =
                foundAfter("update ledger.transfer set debit_balance = debit_balance + 1 where id = '" + second + "'");

        assertThat(findings).extracting(Finding::rule).containsExactly(CHAIN, CHAIN);
        assertThat(findings.getFirst())
                .isEqualTo(new Finding(
                        CHAIN,
                        tenant.value(),
                        purse.value(),
                        2L,
                        "transfer " + second + " leaves 71 after 100 and a change of -30"));
    }

    @Test
    void findsAVersionThatWasGivenTwice() {
        assertThat(rulesBrokenBy("update ledger.transfer set credit_version = 1 where id = '" + second + "'"))
                .contains(CHAIN);
    }

    @Test
    void findsATransferThatNamesAnotherTenantsAccount() {
        AccountNumber foreign = CONTEXT.open(newTenant());

        assertThat(rulesBrokenBy("update ledger.transfer set credit_account = " + foreign.value() + " where id = '"
                        + second + "'"))
                .contains(ENTRIES, CHAIN, ENDS);
    }

    @Test
    void findsATransferInAnotherCurrencyThanItsAccount() {
        assertThat(rulesBrokenBy("update ledger.transfer set currency = 392 where id = '" + second + "'"))
                .containsExactly(ENTRIES, ENTRIES);
    }

    @Test
    void findsAFloorThatAnOldVersionBroke() {
        PostingReceipt receipt = CONTEXT.ledger()
                .post(unit(tenant, null, Posting.of(purse, bank, eur(77)), Posting.of(bank, purse, eur(77))));
        assertThat(receipt).isInstanceOf(PostingReceipt.Decided.class);

        assertThat(foundAfter(
                        "update ledger.account set floor = 50 where id = " + purse.value(),
                        "update ledger.account_bounds set floor = 50 where account_id = " + purse.value()))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.account()).isEqualTo(purse.value());
                    assertThat(found.version()).isEqualTo(4);
                    assertThat(found.found()).contains("leaves 0 with 0 held, below the floor of 50");
                });
    }

    @Test
    void findsACeilingThatAnOldVersionBroke() {
        assertThat(rulesBrokenBy(
                        "update ledger.account set ceiling = 99 where id = " + purse.value(),
                        "update ledger.account_bounds set ceiling = 99 where account_id = " + purse.value()))
                .containsExactly(CHAIN);
    }

    @Test
    void accusesNoVersionThatIsOlderThanTheLimitItWouldBreak() {
        assertThat(rulesBrokenBy(
                        "update ledger.account set ceiling = 99 where id = " + purse.value(),
                        "insert into ledger.account_bounds (tenant_id, account_id, from_version, floor, ceiling, set_at) values ("
                                + tenant.value() + ", " + purse.value() + ", 3, 0, 99, now())"))
                .isEmpty();
    }

    @Test
    void findsALimitThatWasChangedWithoutItsHistory() {
        assertThat(rulesBrokenBy("update ledger.account set floor = null where id = " + purse.value()))
                .containsExactly(TEXTS);
    }

    @Test
    void findsAnAccountWithoutItsText() {
        assertThat(rulesBrokenBy("delete from ledger.account_info where id = " + purse.value()))
                .containsExactly(TEXTS);
    }

    @Test
    void findsHeldMoneyThatNoHoldExplains() {
        assertThat(rulesBrokenBy("update ledger.account set held_out = 5 where id = " + purse.value()))
                .containsExactly(ENDS, HELD);
    }

    @Test
    void countsHoldsAgainstTheFloor() {
        place(77);

        assertThat(CONTEXT.verify()).isEmpty();
        assertThat(rulesBrokenBy(
                        "update ledger.account set floor = 1 where id = " + purse.value(),
                        "update ledger.account_bounds set floor = 1 where account_id = " + purse.value()))
                .containsExactly(CHAIN);
    }

    @Test
    void findsAHoldThatIsGone() {
        HoldId hold = place(10);

        assertThat(rulesBrokenBy("delete from ledger.hold where id = '" + hold.value() + "'"))
                .containsExactly(HELD, HELD, HOLDS);
    }

    @Test
    void findsAHoldThatNobodyPlaced() {
        assertThat(rulesBrokenBy(
                        "insert into ledger.hold select tenant_id, currency, 3, id, debit_account, credit_account, 5, 0, 0, 5,"
                                + " null, booked_at from ledger.transfer where id = '" + second + "'"))
                .containsExactly(HOLDS);
    }

    @Test
    void findsAHoldOfWhichLessOrMoreIsLeftThanItsTransfersSay() {
        HoldId hold = place(10);
        String where = " where id = '" + hold.value() + "'";

        assertThat(rulesBrokenBy("update ledger.hold set remaining = 9" + where))
                .containsExactly(HELD, HELD, HOLDS);
        assertThat(rulesBrokenBy("update ledger.hold set captured = 1" + where)).containsExactly(HOLDS);
        assertThat(rulesBrokenBy("update ledger.hold set capture_limit = 11, amount = 11" + where))
                .containsExactly(HOLDS);
        assertThat(rulesBrokenBy("update ledger.hold set credit_account = debit_account" + where))
                .contains(HELD, HOLDS);
    }

    @Test
    void findsAHoldWhoseStateDoesNotFit() {
        HoldId hold = place(10);
        Hold.Ref ref = new Hold.Ref(hold, purse, bank, LedgerContext.EUR);
        CONTEXT.ledger().post(unit(tenant, null, new CaptureHold(ref, eur(4), false, null)));
        CONTEXT.ledger().post(unit(tenant, null, new ReleaseHold(ref, ReleaseHold.Reason.VOID)));
        String where = " where id = '" + hold.value() + "'";

        assertThat(CONTEXT.verify()).isEmpty();
        assertThat(rulesBrokenBy("update ledger.hold set state = 1" + where)).containsExactly(HOLDS);
        assertThat(rulesBrokenBy("update ledger.hold set state = 3" + where)).containsExactly(HOLDS);
        assertThat(rulesBrokenBy(
                        "update ledger.transfer set held = -5 where kind = 4 and ref_id = '" + hold.value() + "'"))
                .contains(HOLDS, ENDS);
        assertThat(rulesBrokenBy(
                        "update ledger.transfer set ref_id = null where kind = 3 and ref_id = '" + hold.value() + "'"))
                .containsExactly(HOLDS, HOLDS);
    }

    @Test
    void findsReversalsThatDoNotAddUp() {
        Reversal.Part part = new Reversal.Part(second, purse, bank, eur(30), eur(20));
        UUID reversal = posted(CONTEXT.ledger()
                .post(unit(tenant, null, new Reversal(new TransactionId(second), List.of(part), null))));
        String where = " where transfer_id = '" + second + "'";

        assertThat(CONTEXT.verify()).isEmpty();
        assertThat(rulesBrokenBy("update ledger.reversal set reversed = 19" + where))
                .containsExactly(REVERSALS);
        assertThat(rulesBrokenBy("update ledger.reversal set amount = 31" + where))
                .containsExactly(REVERSALS);
        assertThat(rulesBrokenBy("delete from ledger.reversal" + where)).containsExactly(REVERSALS);
        assertThat(rulesBrokenBy(
                        "update ledger.transfer set ref_id = '" + reversal + "' where id = '" + reversal + "'"))
                .contains(REVERSALS);
        assertThat(rulesBrokenBy("update ledger.transfer set kind = 1 where id = '" + reversal + "'"))
                .containsExactly(REVERSALS);
        assertThat(rulesBrokenBy(
                        "update ledger.transfer set debit_account = credit_account, credit_account = debit_account where id = '"
                                + reversal + "'"))
                .contains(REVERSALS, CHAIN);
    }

    @Test
    void findsAValueDateAfterTheBooking() {
        assertThat(rulesBrokenBy("update ledger.transfer set value_at = booked_at + interval '1 second' where id = '"
                        + second + "'"))
                .containsExactly(DATES);
    }

    @Test
    void findsALegThatIsNotNumberedAfterItsTransaction() {
        assertThat(rulesBrokenBy(
                        "update ledger.transfer set id = overlay(id::text placing '1' from 36)::uuid where id = '"
                                + second + "'"))
                .containsExactly(LEGS);
        assertThat(rulesBrokenBy("update ledger.transfer set tx_id = gen_random_uuid() where id = '" + second + "'"))
                .containsExactly(LEGS);
    }

    private HoldId place(long minor) {
        PlaceHold hold = new PlaceHold(purse, bank, eur(minor), eur(minor), null);
        return new HoldId(posted(CONTEXT.ledger().post(unit(tenant, null, hold))));
    }

    private List<String> rulesBrokenBy(String... damage) {
        return foundAfter(damage).stream().map(Finding::rule).toList();
    }

    /** Looks from inside the transaction that did the damage, then rolls it back. */
    private static List<Finding> foundAfter(String... damage) {
        try (Connection connection = CONTEXT.database.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            for (String sql : damage) {
                statement.execute(sql);
            }
            List<Finding> findings = LedgerVerification.check(connection, checked -> {});
            connection.rollback();
            return findings;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static UUID posted(PostingReceipt receipt) {
        PostingOutcome outcome = ((PostingReceipt.Decided) receipt).outcome();
        return ((PostingOutcome.Posted) outcome).first().id().value();
    }
}
