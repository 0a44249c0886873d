package io.flowlet.testing;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs a property over many random cases and always prints the seed they grow from.
 *
 * <p>{@code -Dflowlet.seed=N} repeats a run exactly; {@code -Dflowlet.cases=N} sets how many cases a property gets (2,000 unless told).
 */
public final class Cases {
    private static final long SEED = Long.getLong("flowlet.seed", System.nanoTime());
    private static final int CASES = Integer.getInteger("flowlet.cases", 2_000);

    private Cases() {}

    /** Checks {@code property} with the usual number of cases. */
    public static void check(String name, Consumer<RandomGenerator> property) {
        check(name, CASES, property);
    }

    /** Checks {@code property} with {@code cases} cases; a failure names the seed that repeats it. */
    public static void check(String name, int cases, Consumer<RandomGenerator> property) {
        System.out.printf("property %s: %d cases, -Dflowlet.seed=%d%n", name, cases, SEED);
        SplittableRandom seeds = new SplittableRandom(SEED ^ name.hashCode());
        for (int i = 0; i < cases; i++) {
            long seed = seeds.nextLong();
            try {
                property.accept(new SplittableRandom(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "property %s fails in case %d; repeat with -Dflowlet.seed=%d".formatted(name, i, SEED), e);
            }
        }
    }
}
