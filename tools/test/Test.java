import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * {@code ./flowlet test}: every tier, one line a stage, and for what fails the command that repeats it.
 *
 * <p>One file of plain Java, so that it runs before anything is built. Exit codes: 0 all passed, 1 something failed, 64 usage.
 */
final class Test {
    private static final Path ROOT = Path.of(System.getProperty("flowlet.root", "")).toAbsolutePath();
    private static final Path LOGS = ROOT.resolve("target/test");
    private static final List<String> MODULES = List.of("tlog", "sdk", "server", "client", "demo", "bench", "acceptance");
    private static final Pattern MODULE_BEGINS = Pattern.compile("Building Flowlet (\\w+) ");
    /** Packages whose tests are tested, by the name under which they are told. */
    private static final Map<String, String> MUTATED = new TreeMap<>(Map.of(
            "money", "io.flowlet.money,io.flowlet.ids",
            "engine", "io.flowlet.ledger.internal.engine",
            "vault", "io.flowlet.vault.internal"));
    private static final Set<String> KILLED = Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR");
    private static final int SHOWN_LINES = 40;
    private static final int SHOWN_WIDTH = 220;
    private static final int SHOWN_FAULTS = 20;

    private final boolean full;
    private final boolean interactive = System.console() != null && System.console().isTerminal();
    private final Counts all = new Counts();

    private Test(boolean full) {
        this.full = full;
    }

    public static void main(String... args) throws Exception {
        if (args.length == 1 && args[0].equals("--help")) {
            System.out.println("""
                    usage: ./flowlet test [--full]
                    Formatting, build with its gates, all tests, coverage, mutants. --full: ten times the random cases, 20 kills under load.
                    One line a stage; logs in target/test. Exit codes: 0 all passed, 1 something failed, 64 usage.""");
            return;
        }
        if (args.length > 1 || args.length == 1 && !args[0].equals("--full")) {
            System.err.println("usage: ./flowlet test [--full]");
            System.exit(64);
        }
        Files.createDirectories(LOGS);
        System.exit(new Test(args.length == 1).run());
    }

    private int run() throws Exception {
        Instant start = Instant.now();
        gate("format", "mvn -B spotless:check");
        // up to the jars: what Maven packs later counts as a changed dependency, and everything would be compiled again
        if (gate("compile with its gates", "mvn -B package -DskipTests -Dspotless.check.skip")) {
            tests();
            coverage("server", "server", "io.flowlet");
            coverage("server: engine", "server", "io.flowlet.ledger.internal.engine");
            coverage("server: vault", "server", "io.flowlet.vault");
            coverage("server: identity", "server", "io.flowlet.identity");
            coverage("server: money", "server", "io.flowlet.money");
            coverage("tlog", "tlog", "io.flowlet.tlog");
            mutants();
        }
        System.out.printf("%nall of it in %s%n", time(start));
        System.out.println(all.passed + " passed, " + all.failed + " failed"
                + (all.skipped == 0 ? "" : ", " + all.skipped + " skipped"));
        return all.failed == 0 ? 0 : 1;
    }

    /** A command that is one check: it succeeds or it fails. */
    private boolean gate(String name, String command) throws Exception {
        Instant start = Instant.now();
        progress(name, start);
        boolean ok = execute(name, command, line -> {}) == 0;
        all.add(ok);
        line(ok, name, "", start);
        if (!ok) {
            explain(name, command);
        }
        return ok;
    }

    /** All tests of all Maven modules in one run of Maven, a line when a module is through. */
    private void tests() throws Exception {
        for (String module : MODULES) {
            deleteReports(module);
        }
        String command = "mvn -B verify -fae -Dspotless.check.skip" + (full ? " -Dflowlet.cases=20000 -Dflowlet.kill.rounds=20" : "");
        ModuleLines lines = new ModuleLines();
        int exit = execute("tests", command, lines);
        lines.end();
        // Maven can fail without a failed test: a page that is stale shows in a test, a broken plugin does not
        if (exit != 0 && lines.failed == 0) {
            all.add(false);
            explain("tests", command);
        }
    }

    /** Tells each module's counts once the next one begins. */
    private final class ModuleLines implements Consumer<String> {
        private String module = "";
        private Instant start = Instant.now();
        private int failed;

        @Override
        public void accept(String line) {
            Matcher begins = MODULE_BEGINS.matcher(line);
            if (begins.find()) {
                end();
                module = begins.group(1);
                start = Instant.now();
            }
            if (!module.isEmpty()) {
                progress("tests of " + module, start);
            }
        }

        void end() {
            if (module.isEmpty()) {
                return;
            }
            try {
                Counts counts = report(module);
                failed += counts.failed;
                all.add(counts);
                if (counts.total() > 0) {
                    line(counts.failed == 0, "tests of " + module, counts.told(), start);
                    counts.faults.stream().limit(SHOWN_FAULTS).forEach(System.out::print);
                }
            } catch (Exception e) {
                throw new IllegalStateException("the test reports of " + module + " cannot be read", e);
            }
            module = "";
        }
    }

    /** How many of what. */
    private static final class Counts {
        private int passed;
        private int failed;
        private int skipped;
        private final Map<String, Integer> tiers = new TreeMap<>();
        private final List<String> faults = new ArrayList<>();

        int total() {
            return passed + failed + skipped;
        }

        void add(boolean ok) {
            passed += ok ? 1 : 0;
            failed += ok ? 0 : 1;
        }

        void add(Counts others) {
            passed += others.passed;
            failed += others.failed;
            skipped += others.skipped;
        }

        String told() {
            StringBuilder told = new StringBuilder(total() + (total() == 1 ? " test" : " tests"));
            if (tiers.size() > 1) {
                tiers.forEach((tier, count) -> told.append(", ").append(count).append(' ').append(tier));
            }
            return told + (skipped == 0 ? "" : ", " + skipped + " SKIPPED");
        }
    }

    private static Counts report(String module) throws Exception {
        Counts counts = new Counts();
        Path reports = ROOT.resolve(module + "/target/surefire-reports");
        if (!Files.isDirectory(reports)) {
            return counts;
        }
        try (Stream<Path> files = Files.list(reports)) {
            for (Path file : files.filter(found -> found.getFileName().toString().startsWith("TEST-")).sorted().toList()) {
                read(file, module, counts);
            }
        }
        return counts;
    }

    private static void read(Path file, String module, Counts counts) throws Exception {
        DocumentBuilderFactory reader = DocumentBuilderFactory.newInstance();
        // our own reports: what a failing test printed may be long
        reader.setAttribute("jdk.xml.maxGeneralEntitySizeLimit", "0");
        reader.setAttribute("jdk.xml.totalEntitySizeLimit", "0");
        Element suite = reader.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        int tests = Integer.parseInt(suite.getAttribute("tests"));
        int broken = Integer.parseInt(suite.getAttribute("failures")) + Integer.parseInt(suite.getAttribute("errors"));
        int skipped = Integer.parseInt(suite.getAttribute("skipped"));
        counts.passed += tests - broken - skipped;
        counts.failed += broken;
        counts.skipped += skipped;
        counts.tiers.merge(tier(suite.getAttribute("name")), tests, Integer::sum);
        NodeList cases = suite.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            fault((Element) cases.item(i), module, counts);
        }
    }

    private static String tier(String type) {
        return type.matches("io\\.flowlet\\.[A-Z].*") ? "structure" : type.endsWith("ModuleTests") ? "module" : "unit";
    }

    private static void fault(Element test, String module, Counts counts) {
        NodeList failures = test.getElementsByTagName("failure");
        NodeList errors = test.getElementsByTagName("error");
        NodeList skips = test.getElementsByTagName("skipped");
        Element fault = (Element) (failures.getLength() > 0 ? failures.item(0) : errors.item(0));
        String type = test.getAttribute("classname").replaceAll(".*\\.", "");
        if (fault != null) {
            String method = test.getAttribute("name").replaceAll("[\\[({ ].*", "");
            counts.faults.add("      %s.%s%n        %s%n        to repeat: JAVA_HOME=%s mvn -pl %s -am -Dtest=%s%s%s verify%n"
                    .formatted(
                            type,
                            test.getAttribute("name"),
                            shortened(fault.getAttribute("message").strip().replaceAll("\\s+", " ")),
                            System.getProperty("java.home"),
                            module,
                            type,
                            method.isEmpty() ? "" : "#" + method,
                            " -Dsurefire.failIfNoSpecifiedTests=false"));
        } else if (skips.getLength() > 0) {
            counts.faults.add("      skipped: %s.%s: %s%n"
                    .formatted(type, test.getAttribute("name"), shortened(((Element) skips.item(0)).getAttribute("message"))));
        }
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
        long sum = branches[0] + branches[1];
        if (sum > 0) {
            System.out.printf(
                    Locale.ROOT, "      coverage of %-22s %5.1f %% of %d branches%n", name, 100.0 * branches[1] / sum, sum);
        }
    }

    /**
     * Prints how many mutants the unit tests of some packages kill; fails only when the run itself fails. One run for all of them: starting
     * Maven takes as long as the mutants of a small package.
     */
    private void mutants() throws Exception {
        Instant start = Instant.now();
        progress("mutants", start);
        String classes = String.join(",", MUTATED.values());
        String command = "mvn -B -pl server -am test-compile org.pitest:pitest-maven:mutationCoverage"
                + " -Dspotless.check.skip -DtargetClasses='" + classes.replace(",", ".*,") + ".*' -DtargetTests='"
                + classes.replace(",", ".*Tests,") + ".*Tests'"
                + " -DjvmArgs=-Dflowlet.cases=100,-Dflowlet.seed=1 -Dthreads=2 -DoutputFormats=CSV -DtimestampedReports=false"
                + " -DfailWhenNoMutations=false";
        Path report = ROOT.resolve("server/target/pit-reports/mutations.csv");
        Files.deleteIfExists(report);
        boolean ran = execute("mutants", command, line -> {}) == 0 && Files.exists(report);
        for (Map.Entry<String, String> mutated : MUTATED.entrySet()) {
            int[] found = ran ? mutantsOf(mutated.getValue().split(","), report) : new int[2];
            all.add(found[0] > 0);
            String told = found[0] == 0
                    ? ""
                    : "%d of %d killed (%.0f %%)".formatted(found[1], found[0], 100.0 * found[1] / found[0]);
            line(found[0] > 0, "mutants of " + mutated.getKey(), told, start);
            ran &= found[0] > 0;
        }
        if (!ran) {
            explain("mutants", command);
        }
    }

    /** How many there were, and how many of them were found out. */
    private static int[] mutantsOf(String[] packages, Path report) throws IOException {
        int[] found = new int[2];
        try (Stream<String> lines = Files.lines(report)) {
            lines.map(line -> line.split(",", 7))
                    .filter(cells -> Stream.of(packages).anyMatch(in -> cells[1].startsWith(in + ".")))
                    .forEach(cells -> {
                        found[0]++;
                        found[1] += KILLED.contains(cells[5]) ? 1 : 0;
                    });
        }
        return found;
    }

    private int execute(String name, String command, Consumer<String> eachLine) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        // the formatter reads only what the JVM that runs Maven can read
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        Thread stop = new Thread(() -> stopAll(process));
        Runtime.getRuntime().addShutdownHook(stop);
        try (BufferedReader output =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter writer = Files.newBufferedWriter(log(name))) {
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

    private static void explain(String name, String command) throws IOException {
        System.out.println();
        try (Stream<String> lines = Files.lines(log(name))) {
            lines.filter(line -> line.contains("ERROR") || line.contains("FAIL") || line.contains("WARNING] /"))
                    .distinct()
                    .limit(SHOWN_LINES)
                    .forEach(line -> System.out.println("      " + shortened(line)));
        }
        System.out.println("      the whole log: " + ROOT.relativize(log(name)));
        System.out.println("      to repeat:     JAVA_HOME=" + System.getProperty("java.home") + " " + command);
        System.out.println();
    }

    private static String shortened(String line) {
        return line.length() <= SHOWN_WIDTH ? line : line.substring(0, SHOWN_WIDTH) + " …";
    }

    private static void deleteReports(String module) throws IOException {
        Path reports = ROOT.resolve(module + "/target/surefire-reports");
        if (Files.isDirectory(reports)) {
            try (Stream<Path> files = Files.list(reports)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Path log(String name) {
        return LOGS.resolve(name.replaceAll("[^a-z]+", "-") + ".log");
    }

    private void progress(String name, Instant start) {
        if (interactive) {
            System.out.printf("      %s, %s …   \r", name, time(start));
            System.out.flush();
        }
    }

    private static void line(boolean ok, String name, String told, Instant start) {
        System.out.printf("%-6s%-24s %-54s %8s%n", ok ? "ok" : "FAILED", name, told, time(start));
    }

    private static String time(Instant start) {
        Duration took = Duration.between(start, Instant.now());
        return took.toMinutes() > 0 ? "%d m %02d s".formatted(took.toMinutes(), took.toSecondsPart()) : took.toSeconds() + " s";
    }
}
