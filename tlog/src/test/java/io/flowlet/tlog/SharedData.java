package io.flowlet.tlog;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the public test vectors that lie beside the checkout; a test that needs them is skipped, saying so, where they are not. */
final class SharedData {
    private SharedData() {}

    static Path folder(String name) {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path found = dir.resolve("shared/data").resolve(name);
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        assumeTrue(
                false,
                "skipped: no shared/data/" + name + " above " + Path.of("").toAbsolutePath());
        throw new IllegalStateException("the assumption above does not return");
    }
}
