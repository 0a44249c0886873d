package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.acceptance.Launcher.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalkTests {
    @TempDir
    private Path temporary;

    @Test
    void doesTheMainJobAndLeavesNothing() throws IOException {
        Ended walk = new Launcher()
                .with("FLOWLET_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary)
                .run("demo", "--walk");
        assertThat(walk.exitCode()).as(walk.all()).isZero();
        assertThat(walk.out())
                .contains("Idempotent-Replayed: true", "422  insufficient_funds", "available 74.50 EUR")
                .contains("in agreement with the kept checkpoint")
                .endsWith("Every step went well.\n")
                .as("no colour where there is no terminal")
                .doesNotContain("\u001b");
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.map(Path::getFileName).map(Path::toString).toList())
                    .noneMatch(name -> name.startsWith("flowlet"));
        }
    }

    /** The transcript in the README is what a reader will see, but for ids and times. */
    @Test
    void theReadmeShowsWhatItPrints() throws IOException {
        Path readme = Launcher.root().resolve("README.md");
        List<String> shown = transcript(Files.readString(readme));
        assertThat(shown).as("README.md shows ./flowlet demo --walk").isNotEmpty();
        Ended walk = new Launcher().run("demo", "--walk");
        List<String> printed = walk.out().lines().map(WalkTests::masked).toList();
        assertThat(printed)
                .containsSubsequence(shown.stream().map(WalkTests::masked).toList());
    }

    private static List<String> transcript(String readme) {
        int begin = readme.indexOf("\nFlowlet does its main job");
        if (begin < 0) {
            return List.of();
        }
        String text = readme.substring(begin + 1, readme.indexOf("```", begin));
        return text.lines()
                .filter(line -> !line.isBlank() && !line.strip().equals("…"))
                .toList();
    }

    private static String masked(String line) {
        return line.replaceAll("\\b([a-z]{3})_[0-9a-z]{26}", "$1_…")
                .replaceAll("\\b([a-z]{3})_[0-9a-z]*…", "$1_…")
                .replaceAll("\\b\\d+ (bytes|entries)", "N $1")
                .replaceAll("entry \\d+ of \\d+", "entry N of N")
                .replaceAll("known_size=\\d+", "known_size=N")
                .stripTrailing();
    }
}
