package io.flowlet.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The archive of loaded classes that halves the CPU of every later start (JEP 514).
 *
 * <p>Made in the background, at the lowest priority, once a demo is ready and the launcher found no archive of this build: a walk through
 * the main job shows the JVM what a start needs. The launcher uses it; the JVM ignores one that does not fit its class path.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
 */
final class StartArchive implements AutoCloseable {
    private @Nullable Process training;

    private StartArchive() {}

    /** Begins to make the archive that the launcher asks for with {@code -Dflowlet.archive=FILE}; does nothing without. */
    static StartArchive make() {
        StartArchive archive = new StartArchive();
        Optional.ofNullable(System.getProperty("flowlet.archive")).ifPresent(file -> archive.begin(Path.of(file)));
        return archive;
    }

    private synchronized void begin(Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        List<String> command = List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:AOTCacheOutput=" + fresh,
                "-Dflowlet.root=" + System.getProperty("flowlet.root", "."),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FlowletDemo.class.getName(),
                "demo",
                "--walk");
        try {
            Process walk = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            training = walk;
            var _ = walk.onExit().thenAccept(ended -> keep(ended, fresh, file)); // keep() throws nothing
        } catch (IOException _) {
            training = null; // a machine without nice starts as it did
        }
    }

    private static void keep(Process ended, Path fresh, Path file) {
        try {
            if (ended.exitValue() == 0 && Files.exists(fresh)) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException _) {
            fresh.toFile().deleteOnExit();
        }
    }

    /** Ends the training if it is still under way; the next demo begins anew. */
    @Override
    public synchronized void close() {
        if (training != null) {
            training.destroy();
        }
    }
}
