package io.flowlet.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ConcurrentModificationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeFileTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "r--r--r--", "rwxrw-r--"})
    void keepsTheModeOfWhatItReplaces(String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        WholeFile.replace(file, bytes("old"), bytes("new"));
        assertThat(Files.readString(file)).isEqualTo("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo(mode);
        assertNothingElse(file);
    }

    @Test
    void leavesWhatSomebodyElseChangedMeanwhile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "theirs");
        assertThatThrownBy(() -> WholeFile.replace(file, bytes("old"), bytes("new")))
                .isInstanceOf(ConcurrentModificationException.class);
        assertThat(Files.readString(file)).isEqualTo("theirs");
        assertNothingElse(file);
    }

    @Test
    void replacesWhatALinkNamesAndNotTheLink() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        WholeFile.replace(link, bytes("old"), bytes("new"));
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(file)).isEqualTo("new");
    }

    @Test
    void neverMakesAFileTwice() throws IOException {
        Path file = folder.resolve("file");
        WholeFile.create(file, bytes("first"), PosixFilePermissions.fromString("r--------"));
        assertThatThrownBy(() -> WholeFile.create(file, bytes("second"), PosixFilePermissions.fromString("rw-------")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readString(file)).isEqualTo("first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--------");
        assertNothingElse(file);
    }

    private void assertNothingElse(Path file) throws IOException {
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
