package io.flowlet.money;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Splits an amount into parts that sum to it exactly.
 *
 * <p>Each part is its exact quota rounded down towards zero; the minor units then left over go one each to the parts with the
 * largest remainder, among equals to the earlier part (Hamilton's method). So every part is within one minor unit of its quota,
 * the same input always gives the same parts, a negative amount gives the negated parts of its counterpart, and a weight of zero
 * gets nothing. At most {@link #MAX_PARTS} parts. Thread-safe.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Quota_method">Largest remainder method</a>
 */
public final class Allotment {
    /** No amount is split into more parts. */
    public static final int MAX_PARTS = 10_000;

    private Allotment() {}

    /**
     * Splits into equal parts; what does not divide goes to the first ones: 10.00 by 3 is 3.34, 3.33, 3.33.
     *
     * @throws IllegalArgumentException if {@code parts} is not in 1 to {@link #MAX_PARTS}
     */
    public static List<Money> equally(Money whole, int parts) {
        requireParts(parts);
        long quotient = whole.minor() / parts;
        long leftOver = whole.minor() % parts;
        return IntStream.range(0, parts)
                .mapToObj(part -> new Money(
                        whole.currency(), part < Math.abs(leftOver) ? quotient + Long.signum(leftOver) : quotient))
                .toList();
    }

    /**
     * Splits in proportion to weights, one part a weight, in their order.
     *
     * @throws IllegalArgumentException if there are not 1 to {@link #MAX_PARTS} weights, one is negative, or all are zero
     */
    public static List<Money> byWeights(Money whole, long... weights) {
        requireParts(weights.length);
        if (Arrays.stream(weights).anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("a weight is negative");
        }
        // Weights may be as large as they like: their sum and the products do not fit a long.
        BigInteger total =
                Arrays.stream(weights).mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        if (total.signum() == 0) {
            throw new IllegalArgumentException("all weights are zero");
        }
        BigInteger minor = BigInteger.valueOf(whole.minor());
        long[] shares = new long[weights.length];
        BigInteger[] remainders = new BigInteger[weights.length];
        long leftOver = whole.minor();
        for (int part = 0; part < weights.length; part++) {
            BigInteger[] quota =
                    minor.multiply(BigInteger.valueOf(weights[part])).divideAndRemainder(total);
            shares[part] = quota[0].longValueExact();
            remainders[part] = quota[1].abs();
            leftOver -= shares[part];
        }
        for (int part : largestFirst(remainders).subList(0, Math.toIntExact(Math.abs(leftOver)))) {
            shares[part] += Long.signum(leftOver);
        }
        return Arrays.stream(shares)
                .mapToObj(share -> new Money(whole.currency(), share))
                .toList();
    }

    /** The sort is stable, so among equal remainders the earlier part comes first. */
    private static List<Integer> largestFirst(BigInteger[] remainders) {
        return IntStream.range(0, remainders.length)
                .boxed()
                .sorted(Comparator.comparing((Integer part) -> remainders[part]).reversed())
                .toList();
    }

    private static void requireParts(int parts) {
        if (parts < 1 || parts > MAX_PARTS) {
            throw new IllegalArgumentException("parts must be 1 to " + MAX_PARTS + ": " + parts);
        }
    }
}
