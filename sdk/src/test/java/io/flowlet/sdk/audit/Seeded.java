package io.flowlet.sdk.audit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Runs a property over many random cases and prints the seed they grow from; {@code -Dflowlet.seed=N} repeats a run exactly. */
final class Seeded {
    private static final long SEED = Long.getLong("flowlet.seed", System.nanoTime());

    private Seeded() {}

    interface Property {
        void check(RandomGenerator random) throws Exception;
    }

    static void check(String name, int cases, Property property) {
        System.out.printf("property %s: %d cases, -Dflowlet.seed=%d%n", name, cases, SEED);
        SplittableRandom seeds = new SplittableRandom(SEED ^ name.hashCode());
        for (int i = 0; i < cases; i++) {
            try {
                property.check(new SplittableRandom(seeds.nextLong()));
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "property %s fails in case %d; repeat with -Dflowlet.seed=%d".formatted(name, i, SEED), e);
            }
        }
    }

    static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
