import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code ./flowlet test}: every tier, one line a stage, and for what fails the command that repeats it.
 *
 * <p>One file of plain Java, so that it runs before anything is built. Exit codes: 0 all passed, 1 something failed, 64 usage.
 */
final class Test {
    private static final Path ROOT = Path.of(System.getProperty("flowlet.root", "")).toAbsolutePath();
    private static final Path LOGS = ROOT.resolve("target/test");
    private static final Pattern TOTAL = Pattern.compile("Tests run: (\\d+), Failures: (\\d+), Errors: (\\d+), Skipped: (\\d+)$");
    private static final Pattern PIT = Pattern.compile("Generated (\\d+) mutations Killed (\\d+)");
    private static final int TAIL_LINES = 40;

    private final boolean full;
    private int passed;
    private int failed;
    private int skipped;

    private Test(boolean full) {
        this.full = full;
    }

    public static void main(String... args) throws Exception {
        if (args.length > 1 || args.length == 1 && !args[0].equals("--full")) {
            System.err.println("usage: ./flowlet test [--full]");
            System.exit(64);
        }
        Files.createDirectories(LOGS);
        System.exit(new Test(args.length == 1).run());
    }

    private int run() throws Exception {
        Instant start = Instant.now();
        String cases = full ? "-Dflowlet.cases=20000" : "-Dflowlet.cases=2000";
        stage("format", "mvn -B spotless:check");
        boolean built = stage(
                "build, unit, module, structure", "mvn -B -P app -pl tlog,sdk,server,demo -am verify " + cases);
        if (built) {
            coverage("all of server", "server", "io.flowlet");
            coverage("engine", "server", "io.flowlet.ledger.internal.engine");
            coverage("vault", "server", "io.flowlet.vault");
            coverage("identity", "server", "io.flowlet.identity");
            coverage("money", "server", "io.flowlet.money");
            coverage("tlog", "tlog", "io.flowlet.tlog");
            mutation("money", "io.flowlet.money.*,io.flowlet.ids.*", "io.flowlet.money.*Tests,io.flowlet.ids.*Tests");
            mutation("engine", "io.flowlet.ledger.internal.engine.*", "io.flowlet.ledger.internal.engine.*Tests");
            mutation("vault", "io.flowlet.vault.internal.*", "io.flowlet.vault.internal.*Tests");
            stage("acceptance", "mvn -B -pl acceptance -am -Dtest='io.flowlet.acceptance.**' -Dsurefire.failIfNoSpecifiedTests=false verify");
        }
        System.out.printf("%nall of it in %s%n", time(start));
        System.out.println(passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped"));
        return failed == 0 ? 0 : 1;
    }

    /** Runs a command, counts the tests of each Maven module in its output, prints one line. */
    private boolean stage(String name, String command) throws Exception {
        Instant start = Instant.now();
        progress(name, start);
        int[] counts = new int[4];
        int exit = execute(name, command, line -> {
            Matcher total = TOTAL.matcher(line);
            // a module's total stands alone; the line of one class goes on with its time
            if (total.find() && !line.contains("Time elapsed")) {
                for (int i = 0; i < counts.length; i++) {
                    counts[i] += Integer.parseInt(total.group(i + 1));
                }
            }
        });
        int broken = counts[1] + counts[2];
        passed += counts[0] - broken - counts[3];
        skipped += counts[3];
        // a stage that fails without a failed test (formatting, compiler, a gate) counts as one
        failed += broken == 0 && exit != 0 ? 1 : broken;
        if (counts[0] == 0 && exit == 0) {
            passed++;
        }
        String told = counts[0] == 0 ? "" : counts[0] + " tests";
        line(exit == 0 ? "ok" : "FAILED", name, told, start);
        if (exit != 0) {
            explain(name, command);
        }
        return exit == 0;
    }

    /** Prints the branches covered in one package and below; a figure, not a test. */
    private void coverage(String name, String module, String prefix) throws IOException {
        Path report = ROOT.resolve(module + "/target/site/jacoco/jacoco.csv");
        if (!Files.exists(report)) {
            return;
        }
        long[] branches = new long[2];
        try (Stream<String> lines = Files.lines(report)) {
            lines.skip(1).map(line -> line.split(",")).filter(cells -> cells[1].startsWith(prefix)).forEach(cells -> {
                branches[0] += Long.parseLong(cells[5]);
                branches[1] += Long.parseLong(cells[6]);
            });
        }
        long all = branches[0] + branches[1];
        if (all > 0) {
            System.out.printf(
                    Locale.ROOT, "      coverage  %-14s %5.1f %% of %d branches%n", name, 100.0 * branches[1] / all, all);
        }
    }

    /** Prints how many mutants the tests of a package kill; fails only when the run itself fails. */
    private void mutation(String name, String classes, String tests) throws Exception {
        Instant start = Instant.now();
        progress("mutation " + name, start);
        String command = "mvn -B -pl server -am test-compile org.pitest:pitest-maven:mutationCoverage"
                + " -Dspotless.check.skip -DtargetClasses='" + classes + "' -DtargetTests='" + tests
                + "' -DjvmArgs=-Dflowlet.cases=100,-Dflowlet.seed=1 -Dthreads=2 -DoutputFormats=CSV -DtimestampedReports=false"
                + " -DfailWhenNoMutations=false";
        Map<String, Integer> found = new TreeMap<>();
        int exit = execute("mutation-" + name, command, line -> {
            Matcher generated = PIT.matcher(line);
            if (generated.find()) {
                found.merge("made", Integer.parseInt(generated.group(1)), Integer::sum);
                found.merge("killed", Integer.parseInt(generated.group(2)), Integer::sum);
            }
        });
        int made = found.getOrDefault("made", 0);
        int killed = found.getOrDefault("killed", 0);
        boolean ran = exit == 0 && made > 0;
        line(
                ran ? "ok" : "FAILED",
                "mutation " + name,
                made == 0 ? "" : "%d of %d mutants killed (%.0f %%)".formatted(killed, made, 100.0 * killed / made),
                start);
        if (ran) {
            passed++;
        } else {
            failed++;
            explain("mutation-" + name, command);
        }
    }

    private int execute(String name, String command, Consumer<String> eachLine) throws Exception {
        Path log = log(name);
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(ROOT.toFile()).redirectErrorStream(true);
        // the formatter reads only what the JVM that runs Maven can read
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", "-Dstyle.color=never");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        Thread stop = new Thread(() -> stopAll(process));
        Runtime.getRuntime().addShutdownHook(stop);
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var writer = Files.newBufferedWriter(log)) {
            String line;
            while ((line = output.readLine()) != null) {
                writer.write(line);
                writer.newLine();
                eachLine.accept(line);
            }
        }
        int exit = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
        return exit;
    }

    private static void stopAll(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private void explain(String name, String command) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<String> all = Files.lines(log(name))) {
            all.filter(line -> line.contains("ERROR") || line.contains("FAIL")).forEach(lines::add);
        }
        System.out.println();
        lines.stream()
                .distinct()
                .limit(TAIL_LINES)
                .map(line -> line.length() > 220 ? line.substring(0, 220) + " …" : line)
                .forEach(line -> System.out.println("      " + line));
        System.out.println("      the whole log   " + ROOT.relativize(log(name)));
        System.out.println("      to repeat       " + command);
        System.out.println("      on the JDK      JAVA_HOME=" + System.getProperty("java.home"));
        System.out.println();
    }

    private static Path log(String name) {
        return LOGS.resolve(name.replaceAll("[^a-z]+", "-") + ".log");
    }

    private static void progress(String name, Instant start) {
        if (System.console() != null) {
            System.out.printf("      %s …\r", name);
            System.out.flush();
        }
    }

    private static void line(String verdict, String name, String told, Instant start) {
        System.out.printf("%-6s%-32s %-34s %8s%n", verdict, name, told, time(start));
    }

    private static String time(Instant start) {
        Duration took = Duration.between(start, Instant.now());
        return took.toMinutes() > 0 ? "%d m %02d s".formatted(took.toMinutes(), took.toSecondsPart()) : took.toSeconds() + " s";
    }
}
