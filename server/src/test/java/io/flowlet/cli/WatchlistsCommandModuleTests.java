package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchlistsCommandModuleTests extends TypedCommands {
    private static final Path DEMO = GeneratedPage.root().resolve("demo/src/main/resources/io/flowlet/demo/watchlists");

    @TempDir
    private Path folder;

    @Test
    void loadListsThatAreWholeAndTellWhichAreInForce() throws IOException {
        Path settings = settings(folder);
        assertThat(run("watchlists", "--config", settings.toString())).isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("No list is loaded.");

        assertThat(run("watchlists", "load", DEMO.toString(), "--config", settings.toString()))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out))
                .contains("ofac_sdn         version 1: 13 entries (10 individuals, 3 others), 9 aliases")
                .contains("un_consolidated  version 1: 5 entries (4 individuals, 1 others), 5 aliases");

        Path damaged = Files.createDirectory(folder.resolve("damaged"));
        for (String name : new String[] {"sdn.csv", "alt.csv"}) {
            String text = Files.readString(DEMO.resolve("ofac").resolve(name));
            Files.writeString(damaged.resolve(name), text.substring(0, text.length() / 2));
        }
        assertThat(run("watchlists", "load", damaged.toString(), "--config", settings.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("ofac_sdn refused: sdn.csv line", "What was in force stays in force.");

        assertThat(run("watchlists", "--json", "--config", settings.toString())).isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("\"list\" : \"ofac_sdn\"", "\"entries\" : 13");
    }

    @Test
    void refuseAFolderWithoutListsAndAListNobodyKnows() throws IOException {
        assertThat(run(
                        "watchlists",
                        "load",
                        Files.createDirectory(folder.resolve("none")).toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("No list is in");
        assertThat(run("watchlists", "load", folder.resolve("absent").toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run("watchlists", "load", DEMO.toString(), "--list", "mine")).isEqualTo(ExitCode.USAGE);
        assertThat(run("watchlists", "load")).isEqualTo(ExitCode.USAGE);
    }
}
