package io.flowlet.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where the demo's folder is. */
final class Home {
    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description =
                    "Where the demo keeps its data; .flowlet beside the launcher unless FLOWLET_HOME names another.")
    private @Nullable Path dir;

    DemoFolder folder() {
        if (dir != null) {
            return new DemoFolder(dir);
        }
        String named = System.getenv("FLOWLET_HOME");
        return new DemoFolder(named != null ? Path.of(named) : beside());
    }

    /** PostgreSQL's programs are unpacked once for all folders: they are part of the build, not of the data. */
    static Path binaries() {
        return new DemoFolder(beside()).prepare().binaries();
    }

    /** How a user would write {@code folder}. */
    static String shown(DemoFolder folder) {
        Path here = Path.of("").toAbsolutePath();
        return folder.root().startsWith(here)
                ? here.relativize(folder.root()).toString()
                : folder.root().toString();
    }

    private static Path beside() {
        return Path.of(System.getProperty("flowlet.root", ".")).resolve(".flowlet");
    }
}
