package io.flowlet.ledger.internal;

import static io.flowlet.ledger.LedgerContext.eur;
import static io.flowlet.ledger.LedgerContext.key;
import static io.flowlet.ledger.LedgerContext.newTenant;
import static io.flowlet.ledger.LedgerContext.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.actor.TenantId;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.CaptureHold;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldExpiry;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.HoldStatus;
import io.flowlet.ledger.LedgerContext;
import io.flowlet.ledger.PlaceHold;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingRefusal;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.ReleaseHold;
import io.flowlet.ledger.Reversal;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Many callers at once, on one instance and on two. */
@Timeout(120)
class LanesModuleTests {
    private static final LedgerContext ONE = new LedgerContext();
    private static final LedgerContext OTHER = ONE.another();

    private final TenantId tenant = newTenant();

    @AfterEach
    void booksAreSound() {
        ONE.assertBooksAreSound();
    }

    @AfterAll
    static void close() {
        ONE.close();
        OTHER.close();
    }

    @Test
    void sixtyFourCallersWithOneKeyHaveOneEffect() throws Exception {
        AccountNumber from = ONE.open(tenant);
        AccountNumber to = ONE.open(tenant);
        IdempotencyKey key = key(tenant, "once");

        List<PostingReceipt> receipts = all(64, caller -> {
            LedgerContext instance = caller % 2 == 0 ? ONE : OTHER;
            return instance.post(tenant, key, Posting.of(from, to, eur(5)));
        });

        assertThat(receipts)
                .filteredOn(PostingReceipt.Decided.class::isInstance)
                .hasSize(1);
        assertThat(receipts)
                .filteredOn(PostingReceipt.Replayed.class::isInstance)
                .hasSize(63);
        assertThat(receipts.stream().map(LanesModuleTests::answer).distinct()).hasSize(1);
        assertThat(ONE.posted(tenant, to)).isEqualTo(5);
        assertThat(ONE.transfers(tenant)).isOne();
    }

    @Test
    void oneKeyWithTwoRequestsIsCarriedOutForOneOfThem() throws Exception {
        // accounts of their own, so that no account's lock keeps the two requests apart: only the key does
        AccountNumber[] from = {ONE.open(tenant), ONE.open(tenant)};
        AccountNumber[] to = {ONE.open(tenant), ONE.open(tenant)};

        for (int round = 0; round < 10; round++) {
            String name = "k" + round;
            List<PostingReceipt> receipts = all(16, caller -> {
                int request = caller % 2;
                LedgerContext instance = request == 0 ? ONE : OTHER;
                return instance.post(
                        tenant, key(tenant, name, "0" + request), Posting.of(from[request], to[request], eur(5)));
            });

            assertThat(receipts)
                    .filteredOn(PostingReceipt.Decided.class::isInstance)
                    .hasSize(1);
            assertThat(receipts)
                    .filteredOn(PostingReceipt.Replayed.class::isInstance)
                    .hasSize(7);
            assertThat(receipts)
                    .filteredOn(PostingReceipt.KeyReused.class::isInstance)
                    .hasSize(8);
        }
        assertThat(ONE.transfers(tenant)).isEqualTo(10);
    }

    @Test
    void fiveHundredCreditsOfAHotAccountLoseNone() throws Exception {
        AccountNumber hot = ONE.open(tenant);
        AccountNumber[] sources = {ONE.open(tenant), ONE.open(tenant), ONE.open(tenant)};

        List<PostingReceipt> receipts = all(500, caller -> {
            LedgerContext instance = caller % 2 == 0 ? ONE : OTHER;
            return instance.post(
                    tenant, key(tenant, "k" + caller), Posting.of(sources[caller % 3], hot, eur(1L + caller)));
        });

        assertThat(receipts).allMatch(LanesModuleTests::isPosted);
        assertThat(ONE.posted(tenant, hot)).isEqualTo(500 * 501 / 2);
        assertThat(ONE.ledger().balance(tenant, hot).orElseThrow().version()).isEqualTo(500);
    }

    @Test
    void creditsAndDebitsOfOneAccountFromTwoInstancesKeepOneChain() throws Exception {
        // the unique indexes hold debit versions apart and credit versions apart, but not one from the other: only the
        // lock does
        AccountNumber hot = ONE.open(tenant);
        AccountNumber other = ONE.open(tenant);
        AccountNumber third = ONE.open(tenant);

        List<PostingReceipt> receipts = all(200, caller -> {
            boolean credit = caller % 2 == 0;
            return credit ? ONE.post(tenant, other, hot, 3) : OTHER.post(tenant, hot, third, 2);
        });

        assertThat(receipts).allMatch(LanesModuleTests::isPosted);
        assertThat(ONE.posted(tenant, hot)).isEqualTo(100);
        assertThat(ONE.ledger().balance(tenant, hot).orElseThrow().version()).isEqualTo(200);
    }

    @Test
    void aRaceToDrainAPurseNeverBreaksItsFloor() throws Exception {
        AccountNumber purse = ONE.openPurse(tenant, 1_000);
        AccountNumber to = ONE.open(tenant);

        List<PostingReceipt> receipts = all(100, caller -> {
            LedgerContext instance = caller % 2 == 0 ? ONE : OTHER;
            return instance.post(tenant, purse, to, 30);
        });

        assertThat(receipts).filteredOn(LanesModuleTests::isPosted).hasSize(33);
        assertThat(ONE.posted(tenant, purse)).isEqualTo(10);
    }

    @Test
    void unitsOverTheSameAccountsInOppositeOrderDoNotDeadlock() throws Exception {
        AccountNumber[] accounts = new AccountNumber[8];
        for (int i = 0; i < accounts.length; i++) {
            accounts[i] = ONE.open(tenant);
        }

        List<PostingReceipt> receipts = all(200, caller -> {
            LedgerContext instance = caller % 2 == 0 ? ONE : OTHER;
            List<Posting.Leg> legs = new ArrayList<>();
            for (int i = 0; i + 1 < accounts.length; i++) {
                int at = caller % 2 == 0 ? i : accounts.length - 2 - i;
                legs.add(new Posting.Leg(accounts[at], accounts[at + 1], eur(1)));
            }
            return instance.ledger().post(unit(tenant, null, new Posting(null, legs)));
        });

        assertThat(receipts).allMatch(LanesModuleTests::isPosted);
        assertThat(ONE.posted(tenant, accounts[7])).isEqualTo(200);
    }

    @Test
    void twoThousandCallersOfOneHotAccountAreAllServedAndCounted() throws Exception {
        AccountNumber hot = ONE.open(tenant);
        AccountNumber other = ONE.open(tenant);

        List<PostingReceipt> receipts = all(2_000, caller -> ONE.post(tenant, other, hot, 1));

        assertThat(receipts).allMatch(LanesModuleTests::isPosted);
        assertThat(ONE.posted(tenant, hot)).isEqualTo(2_000);
    }

    @Test
    void aCaptureAndAVoidOfOneHoldHaveOneWinner() throws Exception {
        AccountNumber purse = ONE.openPurse(tenant, 1_000);
        AccountNumber shop = ONE.open(tenant);
        int captured = 0;
        for (int round = 0; round < 10; round++) {
            Hold.Ref hold = placed(purse, shop, 100, null);
            List<PostingReceipt> receipts = all(4, caller -> {
                Command end = caller % 2 == 0
                        ? new CaptureHold(hold, eur(60), true, null)
                        : new ReleaseHold(hold, ReleaseHold.Reason.VOID);
                return (caller < 2 ? ONE : OTHER).ledger().post(unit(tenant, null, end));
            });

            assertThat(receipts).filteredOn(LanesModuleTests::isPosted).hasSize(1);
            assertThat(receipts)
                    .filteredOn(receipt -> refusal(receipt) == PostingRefusal.HOLD_NOT_OPEN)
                    .hasSize(3);
            captured += isPosted(receipts.get(0)) || isPosted(receipts.get(2)) ? 60 : 0;
        }
        assertThat(ONE.posted(tenant, shop)).isEqualTo(captured);
        assertThat(ONE.ledger().balance(tenant, purse).orElseThrow().heldOut()).isEqualTo(eur(0));
    }

    @Test
    void capturesAndReversalsFromTwoInstancesNeverMoveMoreThanTheyMay() throws Exception {
        AccountNumber purse = ONE.openPurse(tenant, 1_000);
        AccountNumber shop = ONE.open(tenant);
        Hold.Ref hold = placed(purse, shop, 100, null);

        List<PostingReceipt> captures = all(
                12,
                caller -> (caller % 2 == 0 ? ONE : OTHER)
                        .ledger()
                        .post(unit(tenant, null, new CaptureHold(hold, eur(30), false, null))));
        PostedTransaction paid = transaction(ONE.post(tenant, purse, shop, 100));
        Reversal.Part part = new Reversal.Part(paid.id().transfer(0), purse, shop, eur(100), eur(30));
        List<PostingReceipt> reversals = all(
                12,
                caller -> (caller % 2 == 0 ? ONE : OTHER)
                        .ledger()
                        .post(unit(tenant, null, new Reversal(paid.id(), List.of(part), null))));

        assertThat(captures).filteredOn(LanesModuleTests::isPosted).hasSize(3);
        assertThat(captures)
                .filteredOn(receipt -> refusal(receipt) == PostingRefusal.CAPTURE_LIMIT_EXCEEDED)
                .hasSize(9);
        assertThat(reversals).filteredOn(LanesModuleTests::isPosted).hasSize(3);
        assertThat(reversals)
                .filteredOn(receipt -> refusal(receipt) == PostingRefusal.REVERSAL_EXCEEDS_REST)
                .hasSize(9);
        assertThat(ONE.posted(tenant, shop)).isEqualTo(90 + 100 - 90);
    }

    @Test
    void holdsExpireOnceAlsoWhenTwoInstancesLook() throws Exception {
        AccountNumber purse = ONE.openPurse(tenant, 1_000);
        AccountNumber shop = ONE.open(tenant);
        Instant soon = Instant.now().plusSeconds(3_600);
        List<Command> due = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            due.add(new PlaceHold(purse, shop, eur(1), eur(1), soon));
        }
        PostedTransaction.Side held = transaction(ONE.ledger().post(unit(tenant, null, due.toArray(Command[]::new))))
                .legs()
                .getFirst()
                .debit();
        Hold.Ref stays = placed(purse, shop, 5, Instant.now().plusSeconds(3_600));
        ONE.superuser().update("update ledger.hold set expires_at = now() - interval '1 minute' where amount = 1");

        List<Integer> expired = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(List.<Callable<Integer>>of(
                    () -> ONE.bean(HoldExpiry.class).runOnce(),
                    () -> OTHER.bean(HoldExpiry.class).runOnce()))) {
                expired.add(each.get());
            }
        }

        assertThat(held.account()).isEqualTo(purse);
        assertThat(expired.stream().mapToInt(Integer::intValue).sum()).isEqualTo(230);
        assertThat(ONE.ledger().balance(tenant, purse).orElseThrow().heldOut()).isEqualTo(eur(5));
        assertThat(ONE.ledger().holds(tenant, List.of(stays.id())).getFirst().status())
                .isEqualTo(HoldStatus.OPEN);
        assertThat(ONE.count("select count(*) from ledger.hold where state = 3 and tenant_id = ?", tenant))
                .isEqualTo(230);
        assertThat(ONE.count("select count(*) from outbox.event where type = 'hold.expired' and tenant_id = ?", tenant))
                .isEqualTo(230);
        assertThat(ONE.count("select count(*) from audit.event where tenant_id = ?", tenant))
                .isEqualTo(230 + 3);
    }

    @Test
    void aHoldThatCannotExpireDoesNotKeepTheOthers() {
        AccountNumber closed = ONE.open(tenant);
        AccountNumber purse = ONE.openPurse(tenant, 1_000);
        AccountNumber shop = ONE.open(tenant);
        Instant soon = Instant.now().plusSeconds(3_600);
        Hold.Ref stuck = placed(closed, shop, 1, soon);
        Hold.Ref other = placed(purse, shop, 1, soon);
        ONE.superuser()
                .update(
                        "update ledger.hold set expires_at = now() - interval '1 minute' where tenant_id = ?",
                        tenant.value());
        ONE.superuser().update("update ledger.account set state = 3 where id = ?", closed.value());

        assertThat(ONE.bean(HoldExpiry.class).runOnce()).isEqualTo(1);
        assertThat(ONE.ledger().holds(tenant, List.of(stuck.id(), other.id())))
                .extracting(Hold::id, Hold::status)
                .containsExactlyInAnyOrder(tuple(stuck.id(), HoldStatus.OPEN), tuple(other.id(), HoldStatus.EXPIRED));
        assertThat(ONE.bean(MeterRegistry.class)
                        .counter("flowlet.ledger.holds.expiry.refused")
                        .count())
                .isEqualTo(1);
        ONE.superuser().update("update ledger.account set state = 0 where id = ?", closed.value());
    }

    @Test
    void oneBadUnitDoesNotFailItsNeighbours() {
        AccountNumber from = ONE.open(tenant);
        AccountNumber to = ONE.open(tenant);
        List<Ticket> batch = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            batch.add(Ticket.alone(i == 13 ? bad(from, to) : unit(tenant, null, Posting.of(from, to, eur(1)))));
        }

        new LaneWriter(tenant, ONE.bean(Journal.class), ONE.bean(LedgerMetrics.class)).write(batch);

        for (int i = 0; i < batch.size(); i++) {
            Ticket ticket = batch.get(i);
            if (i == 13) {
                assertThat(failure(ticket)).hasMessage("bad unit");
            } else {
                assertThat(isPosted(ticket.result())).isTrue();
            }
        }
        assertThat(ONE.posted(tenant, to)).isEqualTo(20);
    }

    @Test
    void duplicatesInsideOneBatchAreAnsweredWithTheFirstOnesAnswer() {
        AccountNumber from = ONE.openPurse(tenant, 10);
        AccountNumber to = ONE.open(tenant);
        List<PostingReceipt> receipts = ONE.bean(Journal.class)
                .write(
                        tenant,
                        List.of(
                                unit(tenant, key(tenant, "a"), Posting.of(from, to, eur(4))),
                                unit(tenant, key(tenant, "a"), Posting.of(from, to, eur(4))),
                                unit(tenant, key(tenant, "b"), Posting.of(from, to, eur(7))),
                                unit(tenant, key(tenant, "b"), Posting.of(from, to, eur(7))),
                                unit(tenant, key(tenant, "b", "02"), Posting.of(from, to, eur(1))),
                                unit(tenant, key(tenant, "c"), Posting.of(from, from, eur(1)))));

        assertThat(receipts.get(1)).isEqualTo(new PostingReceipt.Replayed(answer(receipts.get(0))));
        assertThat(receipts.get(3)).isEqualTo(new PostingReceipt.Replayed(answer(receipts.get(2))));
        assertThat(answer(receipts.get(2)).status()).isEqualTo(422);
        assertThat(receipts.get(4)).isEqualTo(new PostingReceipt.KeyReused());
        assertThat(answer(receipts.get(5)).json()).contains("same_account");
        assertThat(ONE.posted(tenant, to)).isEqualTo(4);
    }

    @Test
    void aListenerThatFailsAfterTheCommitDoesNotPostTwice() {
        AccountNumber from = ONE.open(tenant);
        AccountNumber to = ONE.open(tenant);
        PostingUnit unit = new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(from, to, eur(5))),
                null,
                outcome -> {
                    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            throw new IllegalStateException("listener failed");
                        }
                    });
                    return LedgerContext.consequence(tenant, outcome);
                },
                Instant.now().plusSeconds(60));

        assertThat(isPosted(ONE.ledger().post(unit))).isTrue();
        assertThat(ONE.transfers(tenant)).isOne();
        assertThat(ONE.bean(Transactions.class).isOpen()).isFalse();
    }

    private Hold.Ref placed(AccountNumber debit, AccountNumber credit, long minor, @Nullable Instant expiresAt) {
        PlaceHold hold = new PlaceHold(debit, credit, eur(minor), eur(minor), expiresAt);
        HoldId id = HoldId.of(
                transaction(ONE.ledger().post(unit(tenant, null, hold))).id());
        return new Hold.Ref(id, debit, credit, LedgerContext.EUR);
    }

    private static PostedTransaction transaction(PostingReceipt receipt) {
        assertThat(isPosted(receipt)).isTrue();
        return ((PostingOutcome.Posted) ((PostingReceipt.Decided) receipt).outcome()).first();
    }

    private static @Nullable PostingRefusal refusal(PostingReceipt receipt) {
        return receipt instanceof PostingReceipt.Decided(PostingOutcome.Refused refused, var answer)
                ? refused.reason()
                : null;
    }

    private PostingUnit bad(AccountNumber from, AccountNumber to) {
        return new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(from, to, eur(1))),
                null,
                LanesModuleTests::fail,
                Instant.now().plusSeconds(60));
    }

    private static Consequence fail(PostingOutcome outcome) {
        throw new IllegalArgumentException("bad unit");
    }

    private static Throwable failure(Ticket ticket) {
        try {
            return new AssertionError("not failed: " + ticket.result());
        } catch (IllegalArgumentException e) {
            return e;
        }
    }

    private static boolean isPosted(PostingReceipt receipt) {
        return receipt instanceof PostingReceipt.Decided(PostingOutcome.Posted posted, var answer);
    }

    private static StoredAnswer answer(PostingReceipt receipt) {
        return Objects.requireNonNull(
                switch (receipt) {
                    case PostingReceipt.Decided decided -> decided.answer();
                    case PostingReceipt.Replayed replayed -> replayed.answer();
                    case PostingReceipt.KeyReused reused -> null;
                    case PostingReceipt.Overloaded overloaded -> null;
                    case PostingReceipt.DeadlineExceeded late -> null;
                });
    }

    private interface Call {
        PostingReceipt by(int caller);
    }

    /** Lets so many callers start at the same moment. */
    private static List<PostingReceipt> all(int callers, Call call) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(callers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<PostingReceipt>> tasks = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                tasks.add(() -> {
                    start.await();
                    return call.by(caller);
                });
            }
            List<PostingReceipt> receipts = new ArrayList<>();
            for (Future<PostingReceipt> each : threads.invokeAll(tasks)) {
                receipts.add(each.get());
            }
            return receipts;
        }
    }
}
