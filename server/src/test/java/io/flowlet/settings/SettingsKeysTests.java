package io.flowlet.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.files.FileRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsKeysTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void makesAPrivateFileAndAddsToIt() throws IOException {
        Path file = folder.resolve("settings.key");
        String first = SettingsKeys.add(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        String second = SettingsKeys.add(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--------");
        assertThat(Files.readString(file)).matches("(fls1:[0-9a-f]{16}:[A-Za-z0-9+/]{43}=\n){2}");
        SettingsKeys keys = SettingsKeys.read(file);
        assertThat(keys.newest()).isEqualTo(second);
        assertThat(keys.older()).containsExactly(first);
        assertThat(keys).hasToString("SettingsKeys[" + first + ", " + second + "]");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void addsALineToAFileWhoseLastOneIsNotEnded() throws IOException {
        Path file = folder.resolve("settings.key");
        SettingsKeys.add(file);
        write(file, Files.readString(file).strip());
        SettingsKeys.add(file);
        assertThat(SettingsKeys.read(file).older()).hasSize(1);
    }

    @Test
    void refusesMoreKeysThanAnybodyNeeds() {
        Path file = folder.resolve("settings.key");
        for (int i = 0; i < 32; i++) {
            SettingsKeys.add(file);
        }
        assertThatThrownBy(() -> SettingsKeys.add(file))
                .isInstanceOf(FileRefused.class)
                .hasMessageContaining("more than 32 keys");
        assertThat(SettingsKeys.read(file).older()).hasSize(31);
    }

    @Test
    void saysHowToMakeTheOneThatIsMissing() {
        Path file = folder.resolve("absent");
        assertThatThrownBy(() -> SettingsKeys.read(file))
                .isInstanceOfSatisfying(
                        FileRefused.class,
                        refused -> assertThat(refused.fix())
                                .isEqualTo("make one: ./flowlet config new-key --settings --config-key " + file))
                .hasMessageContaining("is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw---x---", "rwx------"})
    void refusesAFileThatOthersMayTouch(String mode) throws IOException {
        Path file = folder.resolve("settings.key");
        SettingsKeys.add(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> SettingsKeys.read(file))
                .isInstanceOf(FileRefused.class)
                .hasMessageContaining(mode)
                .hasMessageContaining("chmod 600 " + file);
        assertThatThrownBy(() -> SettingsKeys.add(file)).isInstanceOf(FileRefused.class);
    }

    @Test
    void refusesLinesThatAreNoneOrWereAlteredAndShowsNothingOfThem() throws IOException {
        Path file = folder.resolve("settings.key");
        SettingsKeys.add(file);
        String good = Files.readString(file);
        char other = good.charAt(40) == 'a' ? 'b' : 'a';
        Map<String, String> bad = Map.of(
                "",
                "line 1",
                "\n",
                "line 1",
                good + "\n",
                "line 2",
                good + good,
                "twice",
                good + "# a comment\n",
                "line 2",
                good.replace("fls1:", "flk1:"),
                "line 1",
                good.substring(0, 60) + "\n",
                "line 1",
                good.replace("\n", "\r\n"),
                "line 1",
                good.substring(0, 40) + other + good.substring(41),
                "was altered",
                "x".repeat(10_000),
                "line 1");
        for (Map.Entry<String, String> entry : bad.entrySet()) {
            write(file, entry.getKey());
            assertThatThrownBy(() -> SettingsKeys.read(file))
                    .as(entry.getKey())
                    .isInstanceOf(FileRefused.class)
                    .hasMessageContaining(entry.getValue())
                    .hasMessageNotContaining(good.substring(24, 60));
        }
    }

    @Test
    void aLinkToNothingIsNoPlaceForANewFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertThatThrownBy(() -> SettingsKeys.add(link)).isInstanceOf(FileRefused.class);
        assertThat(List.of(Files.exists(folder.resolve("nowhere")))).containsExactly(false);
    }

    private static void write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
