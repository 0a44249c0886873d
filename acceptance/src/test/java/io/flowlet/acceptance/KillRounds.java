package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.IdempotencyKey;
import io.flowlet.sdk.Money;
import io.flowlet.sdk.Payments.NewPayment;
import io.flowlet.sdk.Retries;
import io.flowlet.sdk.problem.FlowletException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kills under load, and what must hold afterwards: nothing acknowledged is lost, and what nobody knows the end of ends once when it is repeated
 * with its key. {@code -Dflowlet.kill.rounds=20} for more than the usual two; {@code -Dflowlet.seed} repeats their moments.
 */
final class KillRounds {
    static final int ROUNDS = Integer.getInteger("flowlet.kill.rounds", 2);

    private static final int CALLERS = 32;
    private static final int SHORTEST_MILLIS = 1;
    private static final int LONGEST_MILLIS = 1_500;
    private static final BigDecimal EACH = new BigDecimal("0.01");

    private final Random random;
    private final Map<IdempotencyKey, String> acknowledged = new ConcurrentHashMap<>();
    private final Queue<IdempotencyKey> unknown = new ConcurrentLinkedQueue<>();

    KillRounds() {
        long seed = Long.getLong("flowlet.seed", System.nanoTime());
        System.out.println("kill rounds: -Dflowlet.seed=" + seed);
        random = new Random(seed);
    }

    /** Pays with many callers until {@code kill} strikes at a random moment and nobody answers any more. */
    void payUntil(Demo demo, Runnable kill) throws InterruptedException {
        AtomicBoolean struck = new AtomicBoolean();
        try (Flowlet hasty = Flowlet.at(demo.api())
                        .client(demo.clientId(), demo.clientSecret())
                        .retries(Retries.NONE)
                        .open();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            NewPayment payment = new NewPayment(demo.fromWallet(), demo.toWallet(), new Money(EACH, "EUR"), null);
            hasty.oauth().clientToken();
            for (int i = 0; i < CALLERS; i++) {
                callers.execute(() -> payAndPay(hasty, payment, struck));
            }
            // the moment counts from the first answer: a server that has just begun may take longer than that for it
            Instant giveUp = Instant.now().plusSeconds(60);
            while (acknowledged.isEmpty() && Instant.now().isBefore(giveUp)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
            kill.run();
            struck.set(true);
        }
    }

    private void payAndPay(Flowlet hasty, NewPayment payment, AtomicBoolean struck) {
        while (true) {
            IdempotencyKey key = IdempotencyKey.fresh();
            try {
                acknowledged.put(key, hasty.payments().create(payment, key).id());
            } catch (FlowletException e) {
                unknown.add(key);
                if (struck.get()) {
                    return;
                }
            }
        }
    }

    /** Everything that was asked for is there once: what was acknowledged under the same id, what was not after its repetition. */
    void settle(Caller caller, BigDecimal receivedBefore) {
        assertThat(acknowledged).as("the kill struck while money moved").isNotEmpty();
        List<IdempotencyKey> open = new ArrayList<>(unknown);
        BigDecimal known = receivedBefore.add(EACH.multiply(BigDecimal.valueOf(acknowledged.size())));
        assertThat(caller.received())
                .as("nothing acknowledged is lost, and no more than was asked for happened")
                .isBetween(known, known.add(EACH.multiply(BigDecimal.valueOf(open.size()))));
        for (IdempotencyKey key : open) {
            acknowledged.put(key, caller.pay("0.01", key).id());
        }
        acknowledged.forEach((key, id) ->
                assertThat(caller.pay("0.01", key).id()).as(key.value()).isEqualTo(id));
        assertThat(new HashSet<>(acknowledged.values())).hasSameSizeAs(acknowledged.keySet());
        assertThat(caller.received())
                .isEqualTo(receivedBefore.add(EACH.multiply(BigDecimal.valueOf(acknowledged.size()))));
        System.out.println(
                "killed after " + acknowledged.size() + " payments, of which " + open.size() + " had no answer");
        acknowledged.clear();
        unknown.clear();
    }
}
