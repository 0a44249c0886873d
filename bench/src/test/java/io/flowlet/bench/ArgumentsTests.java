package io.flowlet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTests {
    @Test
    void readsEveryOption() {
        assertThat(Arguments.of("ledger", "--preload", "1000", "--only", "single", "--quick", "--json"))
                .isEqualTo(new Arguments("ledger", 1_000, true, Set.of("single"), true, false));
        assertThat(Arguments.of("ledger")).isEqualTo(new Arguments("ledger", 0, false, Set.of(), false, false));
        assertThat(Arguments.of("vault", "--only", "rewrap,fields"))
                .isEqualTo(new Arguments("vault", 0, false, Set.of("rewrap", "fields"), false, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ledgr",
                "ledger --fast",
                "ledger --preload",
                "ledger --preload many",
                "ledger --only nothing",
                "vault --only copy",
                "tokens --only fields",
                "ledger --only single,"
            })
    void refusesWhatMeansNothing(String line) {
        assertThatThrownBy(() -> Arguments.of(line.split(" ", -1))).isInstanceOf(UsageException.class);
    }

    @Test
    void theHelpNamesEveryMeasurement() throws IOException {
        String help = new String(
                Objects.requireNonNull(Bench.class.getResourceAsStream("help.txt"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(Measurements.subjects().stream().flatMap(subject -> Measurements.of(subject).stream()))
                .isNotEmpty()
                .allSatisfy(
                        measurement -> assertThat(help).containsPattern("only: .*\\b" + measurement.name() + "\\b"));
    }
}
