package io.flowlet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run: its server, its patience, and what it found. Used by one thread. */
public final class Session {
    private final BenchServer server;
    private final Optional<Pgbench> pgbench;
    private final Arguments arguments;
    private final Progress progress;
    private final List<Line> lines = new ArrayList<>();
    private @Nullable TpcB tpcB;

    Session(BenchServer server, Optional<Pgbench> pgbench, Arguments arguments, Progress progress) {
        this.server = server;
        this.pgbench = pgbench;
        this.arguments = arguments;
        this.progress = progress;
    }

    public BenchServer server() {
        return server;
    }

    public Pgbench pgbench() {
        return pgbench.orElseThrow();
    }

    /** The peer of single requests, made when first asked for. */
    public TpcB tpcB() throws Exception {
        TpcB made = tpcB;
        if (made == null) {
            progress.step("making the tables of pgbench");
            made = TpcB.create(this);
            tpcB = made;
        }
        return made;
    }

    /** Transfers that are to be there first. */
    public long preload() {
        return arguments.preload();
    }

    /** Whether the question is only if it runs. */
    public boolean isQuick() {
        return arguments.quick();
    }

    /** Rounds of every measurement. */
    public int rounds() {
        return isQuick() ? 3 : 5;
    }

    /** Seconds of one sample. */
    public double seconds() {
        return isQuick() ? 1 : 4;
    }

    /** One side of a comparison: takes a sample when it is its turn. */
    @FunctionalInterface
    public interface Side {
        Sample sample() throws Exception;
    }

    /**
     * Lets every side take one unmeasured turn, and then a sample a round in turns.
     *
     * @return a series a side, in their order
     */
    public List<Series> inTurns(String what, List<Side> sides) throws Exception {
        List<List<Sample>> taken = new ArrayList<>();
        for (Side side : sides) {
            progress.step(what + ": getting warm");
            side.sample();
            taken.add(new ArrayList<>());
        }
        for (int round = 1; round <= rounds(); round++) {
            for (int i = 0; i < sides.size(); i++) {
                progress.step("%s: round %d of %d, %d of %d".formatted(what, round, rounds(), i + 1, sides.size()));
                server.checkpoint();
                taken.get(i).add(sides.get(i).sample());
            }
        }
        return taken.stream().map(Series::new).toList();
    }

    /** Tells whoever waits what is going on. */
    public void step(String what) {
        progress.step(what);
    }

    public void report(Line line) {
        lines.add(line);
    }

    List<Line> lines() {
        return lines;
    }
}
