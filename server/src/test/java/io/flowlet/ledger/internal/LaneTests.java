package io.flowlet.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.LedgerSettings;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lane with a writer that waits when the test says so; no database. */
@Timeout(30)
class LaneTests {
    private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");
    private static final PostingReceipt DONE = new PostingReceipt.KeyReused();

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService writers = Executors.newFixedThreadPool(2);
    private final CountDownLatch firstIsWriting = new CountDownLatch(1);
    private final Semaphore mayFinish = new Semaphore(0);
    private final AtomicInteger underWay = new AtomicInteger();

    @AfterEach
    void close() {
        mayFinish.release(1_000);
        callers.close();
        writers.close();
    }

    @Test
    void aLoneCallersUnitIsWrittenAtOnce() {
        mayFinish.release();
        Lane lane = lane(10, 10);

        assertThat(lane.post(unit(1, FAR))).isEqualTo(DONE);
        assertThat(batches).containsExactly(1);
    }

    @Test
    void theWriterGoesToTheEndOfTheQueueOfLanesBetweenTwoBatches() throws Exception {
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            List<String> written = Collections.synchronizedList(new ArrayList<>());
            Lane busy = named("busy", written, one);
            Lane other = named("other", written, one);
            List<Future<PostingReceipt>> all = busy(busy);
            all.add(callers.submit(() -> busy.post(unit(1, FAR))));
            while (busy.waiting() < 1) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            all.add(callers.submit(() -> other.post(unit(1, FAR))));
            while (other.waiting() < 1) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            mayFinish.release(100);

            for (Future<PostingReceipt> each : all) {
                assertThat(each.get()).isEqualTo(DONE);
            }
            assertThat(written).containsExactly("busy", "other", "busy");
        }
    }

    @Test
    void whatWaitsWhileABatchIsWrittenIsWrittenTogether() throws Exception {
        Lane lane = lane(1_000, 1_000);
        List<Future<PostingReceipt>> all = busy(lane);
        for (int i = 0; i < 100; i++) {
            all.add(callers.submit(() -> lane.post(unit(1, FAR))));
        }
        awaitParked(100);
        mayFinish.release(2);

        for (Future<PostingReceipt> each : all) {
            assertThat(each.get()).isEqualTo(DONE);
        }
        assertThat(batches).containsExactly(1, 100);
    }

    @Test
    void aSecondBatchBeginsWhileTheFirstIsWrittenAndAThirdGathers() throws Exception {
        Lane lane = lane(1_000, 1_000, 2);
        List<Future<PostingReceipt>> all = busy(lane);
        all.add(callers.submit(() -> lane.post(unit(1, FAR))));
        awaitBatches(2);
        for (int i = 0; i < 50; i++) {
            all.add(callers.submit(() -> lane.post(unit(1, FAR))));
        }
        awaitParked(50);
        mayFinish.release(100);

        for (Future<PostingReceipt> each : all) {
            assertThat(each.get()).isEqualTo(DONE);
        }
        assertThat(batches).containsExactly(1, 1, 50);
    }

    @Test
    void unitsThatBelongInOrderWaitForWhatIsUnderWayAndNothingOvertakesThem() throws Exception {
        Lane lane = lane(10, 1_000, 2);
        List<Future<PostingReceipt>> others = busy(lane);
        Future<List<PostingReceipt>> many = callers.submit(() -> lane.postAll(Collections.nCopies(25, unit(1, FAR))));
        awaitParked(25);
        others.add(callers.submit(() -> lane.post(unit(1, FAR))));
        awaitParked(1);
        assertThat(batches).containsExactly(1);
        for (int written = 2; written <= 4; written++) {
            mayFinish.release();
            awaitBatches(written);
            assertThat(underWay).as("batches at once").hasValue(1);
        }
        mayFinish.release(100);

        assertThat(many.get()).hasSize(25).containsOnly(DONE);
        for (Future<PostingReceipt> each : others) {
            assertThat(each.get()).isEqualTo(DONE);
        }
        assertThat(batches).containsExactly(1, 10, 10, 6);
    }

    @Test
    void nobodyIsForgottenWhenOrderedAndSingleUnitsComeFromManySides() throws Exception {
        mayFinish.release(1_000_000);
        Lane lane = lane(10, 100_000, 2);
        List<Future<Integer>> all = new ArrayList<>();
        for (int caller = 0; caller < 40; caller++) {
            boolean ordered = caller % 4 == 0;
            all.add(callers.submit(() -> {
                int answered = 0;
                for (int i = 0; i < 50; i++) {
                    answered += ordered
                            ? lane.postAll(Collections.nCopies(13, unit(1, FAR)))
                                    .size()
                            : one(lane);
                }
                return answered;
            }));
        }

        int answered = 0;
        for (Future<Integer> each : all) {
            answered += each.get();
        }
        assertThat(answered).isEqualTo(10 * 50 * 13 + 30 * 50);
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(answered);
        assertThat(lane.waiting()).isZero();
    }

    private static int one(Lane lane) {
        assertThat(lane.post(unit(1, FAR))).isEqualTo(DONE);
        return 1;
    }

    @Test
    void aBatchTakesNoMoreCommandsThanItMay() throws Exception {
        Lane lane = lane(10, 1_000);
        List<Future<PostingReceipt>> all = busy(lane);
        for (int i = 0; i < 5; i++) {
            all.add(callers.submit(() -> lane.post(unit(4, FAR))));
        }
        awaitParked(5);
        mayFinish.release(100);

        for (Future<PostingReceipt> each : all) {
            each.get();
        }
        assertThat(batches).containsExactly(1, 2, 2, 1);
    }

    @Test
    void manyUnitsOfOneCallerAreWrittenByItInBatchesAndTogetherWithOthers() throws Exception {
        Lane lane = lane(10, 1_000);
        List<Future<PostingReceipt>> others = busy(lane);
        Future<List<PostingReceipt>> many = callers.submit(() -> lane.postAll(Collections.nCopies(25, unit(1, FAR))));
        awaitParked(25);
        others.add(callers.submit(() -> lane.post(unit(1, FAR))));
        awaitParked(1);
        mayFinish.release(100);

        assertThat(many.get()).hasSize(25).containsOnly(DONE);
        for (Future<PostingReceipt> each : others) {
            assertThat(each.get()).isEqualTo(DONE);
        }
        assertThat(batches).containsExactly(1, 10, 10, 6);
    }

    @Test
    void manyUnitsAreRefusedWhenTheQueueCannotHoldAllOfThem() {
        Lane lane = lane(10, 2);

        assertThat(lane.postAll(Collections.nCopies(3, unit(1, FAR))))
                .hasSize(3)
                .allMatch(PostingReceipt.Overloaded.class::isInstance);
        assertThat(lane.waiting()).isZero();
    }

    @Test
    void aUnitLargerThanABatchIsWrittenAlone() {
        mayFinish.release();

        assertThat(lane(10, 10).post(unit(11, FAR))).isEqualTo(DONE);
        assertThat(batches).containsExactly(1);
    }

    @Test
    void refusesAtOnceWhatTheQueueCannotHold() throws Exception {
        Lane lane = lane(10, 2);
        List<Future<PostingReceipt>> all = busy(lane);
        all.add(callers.submit(() -> lane.post(unit(1, FAR))));
        all.add(callers.submit(() -> lane.post(unit(1, FAR))));
        awaitParked(2);

        assertThat(lane.post(unit(1, FAR))).isInstanceOf(PostingReceipt.Overloaded.class);
        mayFinish.release(100);
        for (Future<PostingReceipt> each : all) {
            assertThat(each.get()).isEqualTo(DONE);
        }
        assertThat(lane.post(unit(1, FAR))).isEqualTo(DONE);
    }

    @Test
    void dropsAWaitingUnitAtItsDeadlineAndNeverOneThatIsBeingWritten() throws Exception {
        Lane lane = lane(10, 10);
        Future<PostingReceipt> first =
                callers.submit(() -> lane.post(unit(1, Instant.now().plusMillis(200))));
        firstIsWriting.await();

        assertThat(lane.post(unit(1, Instant.now().plusMillis(20))))
                .isInstanceOf(PostingReceipt.DeadlineExceeded.class);
        Thread.sleep(250); // past the first one's deadline: it is being written and must not be dropped
        mayFinish.release(100);
        assertThat(first.get()).isEqualTo(DONE);
        assertThat(batches).containsExactly(1);
    }

    @Test
    void dropsALateUnitThatItsWriterTakes() {
        mayFinish.release();
        assertThat(lane(10, 10).post(unit(1, Instant.EPOCH))).isInstanceOf(PostingReceipt.DeadlineExceeded.class);
        assertThat(batches).isEmpty();
    }

    @Test
    void aWriterThatDiesFailsItsBatchAndTheLaneGoesOn() throws Exception {
        Lane.Writer dies = batch -> {
            firstIsWriting.countDown();
            batches.add(batch.size());
            if (batches.size() == 1) {
                mayFinish.acquireUninterruptibly();
                batch.forEach(ticket -> ticket.fail(new IllegalStateException("lost")));
                throw new IllegalStateException("died");
            }
            batch.forEach(ticket -> ticket.answer(DONE));
        };
        Lane lane = new Lane(new LedgerSettings(10, 10, 2), 1, Clock.systemUTC(), dies, writers);
        lanes.add(lane);
        Future<PostingReceipt> first = callers.submit(() -> lane.post(unit(1, FAR)));
        firstIsWriting.await();
        Future<PostingReceipt> second = callers.submit(() -> lane.post(unit(1, FAR)));
        awaitParked(1);
        mayFinish.release();

        assertThatThrownBy(first::get).hasRootCauseMessage("lost");
        assertThat(second.get()).isEqualTo(DONE);
        assertThat(lane.post(unit(1, FAR))).isEqualTo(DONE);
    }

    @Test
    void whenNoWriterCanBeHadCallersAreTurnedAwayAndTheNextOneTriesAgain() {
        List<Runnable> given = Collections.synchronizedList(new ArrayList<>());
        Lane lane = new Lane(
                new LedgerSettings(10, 10, 1),
                1,
                Clock.systemUTC(),
                batch -> batch.forEach(ticket -> ticket.answer(DONE)),
                task -> {
                    given.add(task);
                    if (given.size() == 1) {
                        throw new RejectedExecutionException("closed");
                    }
                    if (given.size() == 2) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    task.run();
                });

        assertThat(lane.post(unit(1, FAR))).isInstanceOf(PostingReceipt.Overloaded.class);
        assertThatThrownBy(() -> lane.post(unit(1, FAR))).isInstanceOf(OutOfMemoryError.class);
        assertThat(lane.waiting()).isZero();
        assertThat(lane.post(unit(1, FAR))).isEqualTo(DONE);
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
        Lane lane = lane(10, 10);
        List<Future<PostingReceipt>> all = busy(lane);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            lane.post(unit(1, FAR));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        awaitParked(1);
        waiting.interrupt();
        mayFinish.release(100);

        assertThat(interrupted.get()).isTrue();
        assertThat(all.getFirst().get()).isEqualTo(DONE);
        assertThat(batches).containsExactly(1, 1);
    }

    /** A lane whose first caller is writing until the test lets it finish. */
    private List<Future<PostingReceipt>> busy(Lane lane) throws InterruptedException {
        List<Future<PostingReceipt>> all = new ArrayList<>();
        all.add(callers.submit(() -> lane.post(unit(1, FAR))));
        firstIsWriting.await();
        return all;
    }

    private void awaitBatches(int count) throws InterruptedException {
        while (batches.size() < count) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private int waiting;

    /** Waits until so many more callers are in the queue. */
    private void awaitParked(int callersMore) throws InterruptedException {
        waiting += callersMore;
        for (Lane lane : lanes) {
            while (lane.waiting() < waiting) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    private final List<Lane> lanes = new ArrayList<>();

    private Lane lane(int batchCommands, int queueUnits) {
        return lane(batchCommands, queueUnits, 1);
    }

    private Lane lane(int batchCommands, int queueUnits, int batchesAtOnce) {
        Lane.Writer writer = batch -> {
            underWay.incrementAndGet();
            batches.add(batch.size());
            firstIsWriting.countDown();
            mayFinish.acquireUninterruptibly();
            underWay.decrementAndGet();
            batch.forEach(ticket -> ticket.answer(DONE));
        };
        Lane lane = new Lane(
                new LedgerSettings(batchCommands, queueUnits, 2), batchesAtOnce, Clock.systemUTC(), writer, writers);
        lanes.add(lane);
        return lane;
    }

    private Lane named(String name, List<String> written, Executor executor) {
        Lane.Writer writer = batch -> {
            written.add(name);
            firstIsWriting.countDown();
            mayFinish.acquireUninterruptibly();
            batch.forEach(ticket -> ticket.answer(DONE));
        };
        return new Lane(new LedgerSettings(10, 10, 1), 1, Clock.systemUTC(), writer, executor);
    }

    private static PostingUnit unit(int commands, Instant deadline) {
        Command posting = Posting.of(new AccountNumber(1), new AccountNumber(2), new Money(Currency.of("EUR"), 1));
        return new PostingUnit(
                new TenantId(1),
                Set.of(AccountOwner.PROGRAM),
                Collections.nCopies(commands, posting),
                null,
                outcome -> new Consequence(null, List.of(), List.of(), List.of()),
                deadline);
    }
}
