package io.flowlet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Target.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTests {
    private static final Target COPY = Target.atLeast(0.5, 0.65);
    private static final Target WAIT = Target.atMostMillis(50, 40);

    @Test
    void judgesAtItsBounds() {
        assertThat(List.of(COPY.verdict(0.65), COPY.verdict(0.5), COPY.verdict(0.49)))
                .containsExactly(Verdict.REACHED, Verdict.OK, Verdict.MISSED);
        assertThat(List.of(WAIT.verdict(40), WAIT.verdict(50), WAIT.verdict(50.1)))
                .containsExactly(Verdict.REACHED, Verdict.OK, Verdict.MISSED);
        assertThat(COPY.verdict(Double.NaN)).as("nothing was measured").isEqualTo(Verdict.MISSED);
    }

    @Test
    void comparesRoundByRound() {
        Series ours = new Series(List.of(sample(1_000, 50), sample(500, 60), sample(300, 55)));
        Series peer = new Series(List.of(sample(2_000, 25), sample(1_000, 30), sample(900, 30)));
        assertThat(ours.timesThroughputOf(peer)).isEqualTo(0.5);
        assertThat(ours.timesCpuEfficiencyOf(peer)).isEqualTo(0.5);
        assertThat(ours.perSecond()).isEqualTo(500);
        assertThat(ours.spread()).isEqualTo(1.4);
    }

    @Test
    void printsFiguresRatiosAndVerdicts() {
        Series fast = new Series(List.of(
                new Sample(48_000, 4, 2_400_000, new Sample.Latency(4, 25)),
                new Sample(40_000, 4, 2_000_000, new Sample.Latency(6, 35))));
        List<Line> lines = List.of(
                Line.of("raw COPY", fast),
                Line.of("ours", fast, new Judged("raw COPY", 0.62, COPY)),
                new Line("payments", null, new Judged("p99", 61, WAIT)),
                new Line("tokens", null, new Judged("signature", 4, Target.towards(3))));
        assertThat(new ResultTable(lines).text()).isEqualTo("""
                what      a second  spread  PG µs  p50/p99 ms  figure            must / reach
                raw COPY    11,000    ±9 %   50.0    5.0/30.0
                ours        11,000    ±9 %   50.0    5.0/30.0  0.62 x raw COPY   >= 0.50 / 0.65  ok
                payments                                       61.00 ms p99      <= 50 / 40      MISSED
                tokens                                         4.00 x signature  <= - / 3        ok
                """);
        assertThat(new ResultTable(lines).hasMissed()).isTrue();
        assertThat(new ResultTable(lines.subList(0, 2)).hasMissed()).isFalse();
        assertThat(ResultJson.of("here", 2, lines)).contains("\"verdict\" : \"missed\"", "\"p99_millis\" : 30.0");
    }

    @Test
    void readsTheCpuOfAProcessWhateverItIsCalled() {
        String stat = "42 (postgres: a) b) S 1 42 42 0 -1 4194560 900 12 0 0 17 5 100 20 20 0 1 0 12345 1000 200";
        ProcessorTime time = ProcessorTime.parse(stat);
        assertThat(time.own()).isEqualTo(Duration.ofMillis(220));
        assertThat(time.ofChildren()).isEqualTo(Duration.ofMillis(1_200));
    }

    private static Sample sample(long perSecond, double microsEach) {
        return new Sample(perSecond, 1, perSecond * microsEach, null);
    }
}
