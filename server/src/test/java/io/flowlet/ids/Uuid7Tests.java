package io.flowlet.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flowlet.testing.Cases;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Uuid7Tests {
    private static final long MILLIS = Instant.parse("2026-11-21T12:00:00.123Z").toEpochMilli();
    private static final long LAST_MILLIS = (1L << 48) - 1;

    @Test
    void carriesVersionVariantAndMillisecondWhereTheRfcPutsThem() {
        Cases.check("uuid7 layout", random -> {
            long millis = random.nextLong(LAST_MILLIS + 1);

            UUID id = new Uuid7(() -> Instant.ofEpochMilli(millis), random).next();

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(millisOf(id)).isEqualTo(millis);
            assertThat(counterOf(id)).isLessThan(2_048);
        });
    }

    /** Bytes worked out by hand: 2 of the block start the counter, 8 fill the rest less the two bits of the variant. */
    @Test
    void laysOutTheRandomBytesAsDocumented() {
        Uuid7 ids = new Uuid7(() -> Instant.ofEpochMilli(0x0123_4567_89abL), countingBytes());

        assertThat(ids.next()).hasToString("01234567-89ab-7001-8080-c1014181c202");
        assertThat(ids.next()).hasToString("01234567-89ab-720b-8303-4383c4044484");
    }

    @Test
    void growsWithEveryIdWhateverTheClockDoes() {
        Cases.check("uuid7 order", 200, random -> {
            long[] millis = {MILLIS};
            Uuid7 ids = new Uuid7(
                    () -> {
                        millis[0] += random.nextInt(8) == 0 ? random.nextLong(-5, 6) : 0;
                        return Instant.ofEpochMilli(millis[0]);
                    },
                    random);
            UUID previous = ids.next();
            for (int i = 0; i < 500; i++) {
                UUID id = ids.next();

                assertThat(id).isGreaterThan(previous);
                assertThat(PublicId.format("pay", id)).isGreaterThan(PublicId.format("pay", previous));
                assertThat(id.toString()).isGreaterThan(previous.toString());
                assertThat(millisOf(id)).isGreaterThanOrEqualTo(millis[0]);
                previous = id;
            }
        });
    }

    @Test
    void idOfLaterMillisecondIsGreaterEvenAcrossGenerators() {
        Cases.check("uuid7 order of time", random -> {
            long earlier = random.nextLong(LAST_MILLIS);
            long later = random.nextLong(earlier + 1, LAST_MILLIS + 1);
            UUID first = new Uuid7(() -> Instant.ofEpochMilli(earlier), random).next();
            UUID second = new Uuid7(() -> Instant.ofEpochMilli(later), random).next();

            assertThat(PublicId.format("pay", first)).isLessThan(PublicId.format("pay", second));
        });
    }

    @Test
    void keepsTheMillisecondForAtLeastTwoThousandIdsThenRunsAhead() {
        Uuid7 ids = new Uuid7(() -> Instant.ofEpochMilli(MILLIS), new SplittableRandom(7));
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next());
        }

        assertThat(made.subList(0, 2_049)).allMatch(id -> millisOf(id) == MILLIS);
        assertThat(made).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
        assertThat(millisOf(made.getLast())).isBetween(MILLIS + 1, MILLIS + 3);
    }

    @Test
    void returnsToTheClockOnceItHasCaughtUp() {
        long[] millis = {MILLIS};
        Uuid7 ids = new Uuid7(() -> Instant.ofEpochMilli(millis[0]), new SplittableRandom(7));
        ids.next();

        millis[0] = MILLIS - 1_000;
        assertThat(millisOf(ids.next())).isEqualTo(MILLIS);
        millis[0] = MILLIS + 1;
        assertThat(millisOf(ids.next())).isEqualTo(MILLIS + 1);
    }

    @Test
    void startsTheCounterAnewAndAtRandomInEachMillisecond() {
        long[] millis = {MILLIS};
        Uuid7 ids = new Uuid7(() -> Instant.ofEpochMilli(millis[0]++), new SplittableRandom(7));
        HashSet<Long> starts = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            starts.add(counterOf(ids.next()));
        }

        assertThat(starts).hasSizeGreaterThan(500).allMatch(start -> start < 2_048);
    }

    @Test
    void everyRandomBitIsSometimesSetAndSometimesNot() {
        Uuid7 ids = new Uuid7(InstantSource.system());
        long ever = 0;
        long always = -1;
        for (int i = 0; i < 2_000; i++) {
            long low = ids.next().getLeastSignificantBits();
            ever |= low;
            always &= low;
        }

        assertThat(ever).isEqualTo(0xbfff_ffff_ffff_ffffL);
        assertThat(always).isEqualTo(0x8000_0000_0000_0000L);
    }

    @Test
    void generatorsOfOneMomentDoNotCollide() {
        InstantSource fixed = InstantSource.fixed(Instant.ofEpochMilli(MILLIS));
        HashSet<UUID> made = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            made.add(new Uuid7(fixed).next());
        }

        assertThat(made).hasSize(2_000);
    }

    @Test
    void threadsSeeGrowingIdsAndNeverTheSameOne() throws InterruptedException, ExecutionException {
        Uuid7 ids = new Uuid7(InstantSource.system());
        int threads = 8;
        int idsPerThread = 5_000;
        HashSet<UUID> made = new HashSet<>();
        try (var executor = Executors.newFixedThreadPool(threads)) {
            List<Future<List<UUID>>> batches = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                batches.add(executor.submit(() -> batch(ids, idsPerThread)));
            }
            for (Future<List<UUID>> batch : batches) {
                assertThat(batch.get()).isSortedAccordingTo(Comparator.naturalOrder());
                made.addAll(batch.get());
            }
        }

        assertThat(made).hasSize(threads * idsPerThread);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, LAST_MILLIS})
    void reachesBothEndsOfTheRangeOfAnId(long millis) {
        assertThat(millisOf(new Uuid7(() -> Instant.ofEpochMilli(millis)).next()))
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, LAST_MILLIS + 1, Long.MAX_VALUE})
    void refusesClockOutsideTheRangeOfAnId(long millis) {
        Uuid7 ids = new Uuid7(() -> Instant.ofEpochMilli(millis));

        assertThatIllegalStateException().isThrownBy(ids::next).withMessageContaining("clock");
    }

    private static List<UUID> batch(Uuid7 ids, int size) {
        List<UUID> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(ids.next());
        }
        return batch;
    }

    private static long millisOf(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    private static long counterOf(UUID id) {
        return id.getMostSignificantBits() & 0xfff;
    }

    /** Fills blocks with 0, 1, 2, … */
    private static RandomGenerator countingBytes() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void nextBytes(byte[] bytes) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) i;
                }
            }
        };
    }
}
