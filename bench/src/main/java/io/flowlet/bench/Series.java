package io.flowlet.bench;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The samples of one thing, a round each. Immutable. */
public record Series(List<Sample> samples) {
    public Series {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no round was run");
        }
    }

    public double perSecond() {
        return median(Sample::perSecond);
    }

    public double microsEach() {
        return median(Sample::microsEach);
    }

    /** Medians of the latencies; null where there are none. */
    public Sample.@Nullable Latency latency() {
        List<Sample.Latency> found = samples.stream()
                .<Sample.Latency>mapMulti((sample, sink) -> {
                    Sample.Latency latency = sample.latency();
                    if (latency != null) {
                        sink.accept(latency);
                    }
                })
                .toList();
        return found.isEmpty()
                ? null
                : new Sample.Latency(
                        median(found.stream()
                                .mapToDouble(Sample.Latency::p50Millis)
                                .toArray()),
                        median(found.stream()
                                .mapToDouble(Sample.Latency::p99Millis)
                                .toArray()));
    }

    /** Largest less smallest throughput, as a share of the median. */
    public double spread() {
        double least = samples.stream().mapToDouble(Sample::perSecond).min().orElseThrow();
        double most = samples.stream().mapToDouble(Sample::perSecond).max().orElseThrow();
        return (most - least) / perSecond();
    }

    /** Our transfers a second as a multiple of the peer's, round by round: the median. What slows a round slows both. */
    public double timesThroughputOf(Series peer) {
        return medianOf(peer, (ours, theirs) -> ours.perSecond() / theirs.perSecond());
    }

    /** Our transfers a second of PostgreSQL's CPU as a multiple of the peer's, round by round: the median. */
    public double timesCpuEfficiencyOf(Series peer) {
        return medianOf(peer, (ours, theirs) -> theirs.microsEach() / ours.microsEach());
    }

    private double medianOf(Series peer, ToDoubleBiFunction<Sample, Sample> ratio) {
        int rounds = Math.min(samples.size(), peer.samples.size());
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = ratio.applyAsDouble(samples.get(i), peer.samples.get(i));
        }
        return median(ratios);
    }

    /** Of figures that are no part of a sample. */
    public static double median(List<Double> figures) {
        return median(figures.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private double median(ToDoubleFunction<Sample> figure) {
        return median(samples.stream().mapToDouble(figure).toArray());
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
