package io.flowlet.bench.http;

import io.flowlet.bench.Jvm;
import io.flowlet.bench.Session;
import java.time.Duration;

/** Loads a server until its JVM has compiled what it will. */
public final class WarmUp {
    /** That is so when its compilers took less than this share of a processor twice. */
    private static final double COMPILING = 0.1;

    private static final int QUIET_ROUNDS = 2;
    private static final double ROUND_SECONDS = 3;
    private static final double LONGEST_SECONDS = 120;
    private static final double NANOS = 1e9;

    private WarmUp() {}

    /** Some load for a while. */
    @FunctionalInterface
    public interface Load {
        LoadResult run(double seconds) throws Exception;
    }

    /** Two minutes at most; three seconds if the question is only whether it runs. */
    public static void run(Session session, String what, Jvm jvm, Load load) throws Exception {
        long start = System.nanoTime();
        double patience = session.isQuick() ? ROUND_SECONDS : LONGEST_SECONDS;
        int quiet = 0;
        while (quiet < QUIET_ROUNDS && secondsSince(start) < patience) {
            session.step("%s: getting warm, %.0f s".formatted(what, secondsSince(start)));
            Duration before = jvm.compilersCpu();
            LoadResult result = load.run(ROUND_SECONDS);
            double share = jvm.compilersCpu().minus(before).toNanos() / (result.seconds() * NANOS);
            quiet = share < COMPILING ? quiet + 1 : 0;
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / NANOS;
    }
}
