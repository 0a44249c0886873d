package io.flowlet.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load generator. Thread-safe. */
public final class Pgbench {
    private static final Pattern TRANSACTIONS = Pattern.compile("number of transactions actually processed: ([0-9]+)");
    private static final Pattern TPS = Pattern.compile(
            "tps = ([0-9.]+) \\((?:without initial connection time|excluding connections establishing)\\)");

    private final Path program;

    private Pgbench(Path program) {
        this.program = program;
    }

    /** The one of {@code PATH}, else the newest that Debian's packages have put aside. */
    static Optional<Pgbench> find() {
        Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "pgbench"));
        Stream<Path> aside = InstalledPostgres.folders().stream().map(version -> version.resolve("bin/pgbench"));
        return Stream.concat(path, aside)
                .filter(Files::isExecutable)
                .findFirst()
                .map(Pgbench::new);
    }

    /**
     * What a run reports.
     *
     * @param perSecond without the time that connecting took
     */
    public record Report(long transactions, double perSecond) {
        /** @throws IllegalStateException if {@code output} tells no figures */
        static Report of(String output) {
            return new Report(Long.parseLong(figure(TRANSACTIONS, output)), Double.parseDouble(figure(TPS, output)));
        }

        private static String figure(Pattern pattern, String output) {
            Matcher found = pattern.matcher(output);
            if (!found.find()) {
                throw new IllegalStateException("pgbench tells no figures:\n" + output);
            }
            return found.group(1);
        }
    }

    /** Makes the tables of the TPC-B-like script. */
    public void initialise(BenchDatabase database, int scale) throws Exception {
        execute(database, List.of("-i", "-q", "-s", Integer.toString(scale)));
    }

    /** A run with {@code options}, among them {@code -T}; a transaction counts as a transfer. */
    public Sample sample(Stopwatch stopwatch, BenchDatabase database, List<String> options) throws Exception {
        List<Report> reports = new ArrayList<>();
        Sample whole = stopwatch.time(() -> {
            reports.add(Report.of(execute(database, options)));
            return Stopwatch.Done.of(reports.getFirst().transactions());
        });
        Report report = reports.getFirst();
        return new Sample(
                report.transactions(), report.transactions() / report.perSecond(), whole.postgresMicros(), null);
    }

    private String execute(BenchDatabase database, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(database.port()),
                "-U",
                BenchServer.SUPERUSER));
        command.addAll(options);
        command.add(database.name());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().put("PGPASSWORD", database.password());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("pgbench failed:\n" + output);
        }
        return output;
    }

    @Override
    public String toString() {
        return program.toString();
    }
}
