package io.flowlet.bench;

import io.flowlet.cli.Terminal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.logging.LoggingSystem;

/**
 * {@code ./flowlet bench ledger|vault|tokens}: measures what was asked for and prints one table.
 *
 * <p>Exit codes: 0 every target reached, 1 a target missed or no pgbench to compare with, 64 usage.
 */
public final class Bench {
    private static final int MISSED = 1;
    private static final int USAGE = 64;

    private Bench() {}

    public static void main(String... words) throws Exception {
        LoggingSystem.get(Bench.class.getClassLoader()).beforeInitialize();
        System.exit(run(words));
    }

    private static int run(String... words) throws Exception {
        try {
            return run(Arguments.of(words));
        } catch (UsageException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println("See: ./flowlet bench --help");
            return USAGE;
        }
    }

    private static int run(Arguments arguments) throws Exception {
        Optional<Pgbench> pgbench = Pgbench.find();
        if (pgbench.isEmpty() && Measurements.needPgbench(arguments.subject())) {
            System.err.println(
                    "There is no pgbench in PATH or /usr/lib/postgresql/*/bin, so there is nothing to compare with.");
            System.err.println("  Debian, Ubuntu   sudo apt install postgresql-contrib");
            return MISSED;
        }
        boolean terminal = Terminal.ofProcess().isInteractive();
        Progress progress = new Progress(System.err, terminal);
        progress.step("starting PostgreSQL");
        BenchServer server =
                BenchServer.start(binaries(), arguments.embedded() ? Optional.empty() : InstalledPostgres.newest());
        Thread stop = new Thread(server::close);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return measure(new Session(server, pgbench, arguments, progress), arguments, progress, pgbench);
        } finally {
            progress.end();
            Runtime.getRuntime().removeShutdownHook(stop);
            server.close();
        }
    }

    private static int measure(Session session, Arguments arguments, Progress progress, Optional<Pgbench> pgbench)
            throws Exception {
        for (Measurement measurement : Measurements.of(arguments.subject())) {
            if (arguments.wants(measurement.name())) {
                measurement.run(session);
                session.server().printStatements();
            }
        }
        progress.end();
        String machine = "%s; Java %s; %d processors; %s"
                .formatted(
                        session.server().told(),
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        pgbench.map(Pgbench::toString).orElse("no pgbench"));
        if (arguments.json()) {
            System.out.println(ResultJson.of(machine, session.rounds(), session.lines()));
        } else {
            System.out.println(machine);
            System.out.printf(
                    Locale.ROOT,
                    "%d rounds of %.0f s, in turns; medians, and half the distance between best and worst%n%n",
                    session.rounds(),
                    session.seconds());
            System.out.print(new ResultTable(session.lines()).text());
        }
        return new ResultTable(session.lines()).hasMissed() ? MISSED : 0;
    }

    private static Path binaries() {
        return Path.of(System.getProperty("flowlet.root", "")).resolve("bench/target/postgres");
    }
}
