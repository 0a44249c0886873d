package io.flowlet.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./flowlet} as a person calls it, from a folder that is not the project's. */
final class Launcher {
    /** The first call builds. */
    private static final long PATIENCE_MINUTES = 10;

    private final Map<String, String> environment = new HashMap<>();

    /** What a call printed and ended with. */
    record Ended(int exitCode, String out, String err) {
        String all() {
            return out + err;
        }
    }

    /** The project's folder. */
    static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("flowlet"))) {
                return folder;
            }
        }
        throw new IllegalStateException("not inside the project's folder");
    }

    Launcher with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Ended run(String... arguments) {
        try {
            Path out = Files.createTempFile("flowlet-out", ".txt");
            Path err = Files.createTempFile("flowlet-err", ".txt");
            try {
                Process process = start(out, err, arguments);
                if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError(List.of(arguments) + " does not end; so far:\n" + Files.readString(out)
                            + Files.readString(err));
                }
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(root().resolve("flowlet").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File(System.getProperty("java.io.tmpdir")))
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // a shell of its own, without what configures the one that runs the tests
        builder.environment().keySet().removeIf(name -> name.startsWith("FLOWLET_"));
        builder.environment().put("FLOWLET_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
