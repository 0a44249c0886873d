package io.flowlet.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.cli.ServeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated bad configurations, handed to the real process: it ends at once, names what is wrong and prints no secret and no stack.
 *
 * <p>Five unless told, one hundred with {@code -Dflowlet.cases=20000}, which {@code ./flowlet test --full} sets. {@code -Dflowlet.seed=N}
 * repeats a run.
 */
class BadSettingsProcessTests {
    private static final long SEED = Long.getLong("flowlet.seed", System.nanoTime());
    private static final int CASES = Integer.getInteger("flowlet.cases", 0) >= 20_000 ? 100 : 5;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @TestFactory
    List<DynamicTest> servesNone() throws IOException {
        BadSettings settings = new BadSettings(folder, SEED);
        List<BadSettings.Bad> drawn = new ArrayList<>(settings.oneOfEachKind());
        List<BadSettings.Bad> others = new ArrayList<>(settings.all());
        Collections.shuffle(others, new Random(SEED));
        drawn.addAll(others);
        return IntStream.range(0, CASES)
                .mapToObj(at -> DynamicTest.dynamicTest(
                        "%s, seed %d".formatted(drawn.get(at), SEED), () -> isRefused(at, drawn.get(at))))
                .toList();
    }

    private void isRefused(int at, BadSettings.Bad bad) throws Exception {
        Path own = Files.createDirectory(folder.resolve("case" + at));
        Path file = Files.writeString(own.resolve("flowlet.yml"), bad.yaml());
        ServeProcess.Ended ended = ServeProcess.serve(own, file, bad.environment());
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
        assertThat(ended.took()).isLessThan(ServeProcess.SOON);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("Flowlet cannot start: ", bad.key(), "Nothing was changed.")
                .doesNotContain(BadSettings.CANARY)
                .doesNotContain("\tat ");
    }
}
