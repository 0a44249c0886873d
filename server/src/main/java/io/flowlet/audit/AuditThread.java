package io.flowlet.audit;

import io.flowlet.audit.Sequencer.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs rounds of the {@link Sequencer} and the upkeep while the application runs, if the settings say so. */
@Component
final class AuditThread implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AuditThread.class);
    private static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(1);
    private static final Duration UNTIL_IT_IS_LEFT_ALONE = Duration.ofSeconds(10);

    private final AuditSettings settings;
    private final ObjectFactory<Sequencer> sequencer;

    private @Nullable Running running;

    /** @param sequencer had when it is to run alone: it opens keys, and a command without it may be about lost ones */
    AuditThread(AuditSettings settings, ObjectFactory<Sequencer> sequencer) {
        this.settings = settings;
        this.sequencer = sequencer;
    }

    private record Running(Thread thread, CountDownLatch stop) {}

    @Override
    public synchronized void start() {
        if (settings.sequencerEnabled() && running == null) {
            CountDownLatch stop = new CountDownLatch(1);
            Sequencer had = sequencer.getObject();
            Thread thread = Thread.ofVirtual().name("audit-sequencer").start(() -> run(had, stop));
            running = new Running(thread, stop);
        }
    }

    private void run(Sequencer had, CountDownLatch stop) {
        Duration pause = Duration.ZERO;
        while (!stoppedWithin(pause, stop)) {
            pause = round(had);
        }
        had.giveUp();
    }

    private static boolean stoppedWithin(Duration pause, CountDownLatch stop) {
        try {
            return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** One round; says how long to wait for the next. */
    private Duration round(Sequencer had) {
        try {
            return switch (had.runOnce()) {
                case Outcome.Sequenced done -> done.more() ? Duration.ZERO : settings.interval();
                case Outcome.Idle() -> settings.interval();
                case Outcome.Following() -> UNTIL_NEXT_TRY;
            };
        } catch (SQLException | RuntimeException e) {
            LOG.error("the audit log was not extended, next try in {} s: {}", UNTIL_NEXT_TRY.toSeconds(), e.toString());
            LOG.debug("in this round", e);
            return UNTIL_NEXT_TRY;
        }
    }

    @Override
    public synchronized void stop() {
        Running stopping = running;
        running = null;
        if (stopping == null) {
            return;
        }
        stopping.stop().countDown();
        try {
            if (!stopping.thread().join(UNTIL_IT_IS_LEFT_ALONE)) {
                LOG.warn("the sequencer is still in a round; its connection ends with the process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
