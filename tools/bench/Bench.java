import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code ./flowlet bench}: builds the module {@code bench} when sources changed and hands over to it.
 *
 * <p>One file of plain Java, so that it runs before anything is built. Exit codes: 0 all targets reached, 1 not, 64 usage.
 */
final class Bench {
    private static final Path ROOT = Path.of(System.getProperty("flowlet.root", "")).toAbsolutePath();
    private static final Path JAR = ROOT.resolve("bench/target/app/flowlet-bench.jar");
    private static final Path LOG = ROOT.resolve("target/bench-build.log");
    private static final List<String> SOURCES = List.of("tlog", "sdk", "server", "bench");
    private static final List<String> SUBJECTS = List.of("ledger", "vault", "tokens");
    private static final int SHOWN_LINES = 20;

    private Bench() {}

    public static void main(String... args) throws Exception {
        String help = Files.readString(ROOT.resolve("bench/src/main/resources/io/flowlet/bench/help.txt"));
        List<String> arguments = List.of(args);
        if (arguments.contains("--help")) {
            System.out.print(help);
            return;
        }
        boolean known = arguments.stream().skip(1).filter(argument -> argument.startsWith("--")).allMatch(option ->
                help.contains("  " + option + " "));
        if (arguments.isEmpty() || !SUBJECTS.contains(arguments.getFirst()) || !known) {
            System.err.print(help);
            System.exit(64);
        }
        if (!isBuilt() && !build()) {
            System.exit(1);
        }
        System.exit(run(arguments));
    }

    private static boolean isBuilt() throws IOException {
        if (!Files.exists(JAR)) {
            return false;
        }
        FileTime built = Files.getLastModifiedTime(JAR);
        for (String module : SOURCES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
                if (files.max(Comparator.comparing(Bench::changed)).map(Bench::changed).orElse(built).compareTo(built) > 0) {
                    return false;
                }
            }
        }
        return Stream.of("pom.xml", "bench/pom.xml", "server/pom.xml").map(ROOT::resolve).map(Bench::changed)
                .allMatch(changed -> changed.compareTo(built) <= 0);
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean build() throws Exception {
        System.err.println("Building the benchmarks (sources changed; the log is target/bench-build.log)");
        Files.createDirectories(LOG.getParent());
        Files.deleteIfExists(JAR);
        ProcessBuilder builder = new ProcessBuilder("mvn", "-B", "-q", "-P", "app", "-pl", "bench", "-am", "package")
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(LOG.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (builder.start().waitFor() == 0) {
            return true;
        }
        System.err.println("The build failed:");
        try (Stream<String> lines = Files.lines(LOG)) {
            lines.filter(line -> line.contains("ERROR")).limit(SHOWN_LINES).forEach(System.err::println);
        }
        return false;
    }

    /** Ctrl-C reaches the child by itself, as it shares the terminal; a plain kill is passed on. */
    private static int run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dflowlet.root=" + ROOT));
        String more = System.getenv().getOrDefault("FLOWLET_JAVA_OPTS", "").strip();
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split("\\s+")));
        }
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(arguments);
        Process bench = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            bench.destroy();
            bench.onExit().join();
        }));
        return bench.waitFor();
    }
}
