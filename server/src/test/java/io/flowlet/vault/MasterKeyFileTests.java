package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyFileTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void makesAPrivateFileOfOneLineThatReadsBack() throws IOException {
        Path file = folder.resolve("master.key");
        String kid = MasterKeyFile.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file))
                .matches("flk1:[0-9a-f]{16}:[A-Za-z0-9+/]{43}=\n")
                .contains(kid);
        assertThat(MasterKeyFile.check(file)).isEqualTo(kid);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void neverOverwrites() throws IOException {
        Path file = folder.resolve("master.key");
        MasterKeyFile.create(file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> MasterKeyFile.create(file))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("never overwritten");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        Path dangling = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertThatThrownBy(() -> MasterKeyFile.create(dangling)).isInstanceOf(MasterKeyRefused.class);
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> MasterKeyFile.create(folder.resolve("no/such/master.key")))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("cannot be made (NoSuchFileException)")
                .hasMessageContaining("choose a folder");
    }

    @Test
    void makesAnotherKeyEachTime() {
        assertThat(List.of(MasterKeyFile.newLine(), MasterKeyFile.newLine())).doesNotHaveDuplicates();
        assertThat(MasterKeyFile.create(folder.resolve("one")))
                .isNotEqualTo(MasterKeyFile.create(folder.resolve("other")));
    }

    @Test
    void readsAPrintedLineWithAndWithoutItsLineFeed() throws IOException {
        String line = MasterKeyFile.newLine();
        String kid = line.substring(5, 21);
        assertThat(MasterKeyFile.check(fileOf(line, "rw-------"))).isEqualTo(kid);
        assertThat(MasterKeyFile.check(fileOf(line + "\n", "r--------"))).isEqualTo(kid);
    }

    @Test
    void saysHowToMakeTheOneThatIsMissing() {
        Path file = folder.resolve("absent");
        assertThatThrownBy(() -> MasterKeyFile.check(file))
                .isInstanceOfSatisfying(
                        MasterKeyRefused.class,
                        refused -> assertThat(refused.fix()).contains("./flowlet config new-key > " + file))
                .hasMessageContaining("is missing");
    }

    @Test
    void refusesAFolder() {
        assertThatThrownBy(() -> MasterKeyFile.check(folder))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("not a plain file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rw-r-----",
                "rw----r--",
                "rw--w----",
                "rw-----w-",
                "rw---x---",
                "rw------x",
                "rwx------",
                "-w-------"
            })
    void refusesAFileThatOthersMayTouchOrThatRuns(String mode) throws IOException {
        Path file = fileOf(MasterKeyFile.newLine(), mode);
        assertThatThrownBy(() -> MasterKeyFile.check(file))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining(mode)
                .hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void refusesWhatIsNotSuchALine() throws IOException {
        String line = MasterKeyFile.newLine();
        String shortKey = Base64.getEncoder().encodeToString(new byte[31]);
        List<String> bad = List.of(
                "",
                "\n",
                line.substring(1),
                line.substring(0, line.length() - 1),
                line + "\n\n",
                line + "x",
                line + "\r\n",
                " " + line.substring(0, line.length() - 1),
                "flk2" + line.substring(4),
                line.substring(0, 21) + ";" + line.substring(22),
                line.substring(0, 22) + shortKey,
                line.substring(0, 30) + "!" + line.substring(31),
                "x".repeat(10_000));
        for (String content : bad) {
            Path file = fileOf(content, "rw-------");
            assertThatThrownBy(() -> MasterKeyFile.check(file))
                    .as(content)
                    .isInstanceOf(MasterKeyRefused.class)
                    .hasMessageContaining("does not hold one line flk1:")
                    .hasMessageContaining("./flowlet config new-key");
        }
    }

    @Test
    void tellsAnAlteredKeyFromAnotherOne() throws IOException {
        String line = MasterKeyFile.newLine();
        for (int at : List.of(5, 20, 22, 40, 63)) {
            char other = line.charAt(at) == 'a' ? 'b' : 'a';
            Path file = fileOf(line.substring(0, at) + other + line.substring(at + 1), "rw-------");
            assertThatThrownBy(() -> MasterKeyFile.check(file))
                    .as("character %d", at)
                    .isInstanceOf(MasterKeyRefused.class)
                    .hasMessageContaining("was altered")
                    .hasMessageNotContaining(line.substring(24, 60));
        }
    }

    private Path fileOf(String content, String mode) throws IOException {
        Path file = Files.createTempFile(folder, "master", ".key");
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
