package io.flowlet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTests {
    @TempDir
    private Path parent;

    private DemoFolder folder;

    @BeforeEach
    void make() {
        folder = new DemoFolder(parent.resolve("demo")).prepare();
    }

    @Test
    void belongsToItsUserAlone() throws IOException {
        folder.writeSecret("x", "value");
        assertThat(mode(folder.root())).isEqualTo("rwx------");
        assertThat(mode(folder.secrets())).isEqualTo("rwx------");
        assertThat(mode(folder.secrets().resolve("x"))).isEqualTo("rw-------");
    }

    @Test
    void makesASecretOnce() {
        assertThat(folder.secret("x")).isEmpty();
        assertThat(folder.secret("x", () -> "first")).isEqualTo("first");
        assertThat(folder.secret("x", () -> "second")).isEqualTo("first");
        assertThat(folder.secret("x")).contains("first");
    }

    @Test
    void isHeldByOneAtATime() {
        try (DemoFolder.Hold hold = folder.take().orElseThrow()) {
            hold.tell("http://127.0.0.1:8080");
            assertThat(folder.take()).isEmpty();
            assertThat(folder.holder())
                    .contains(new DemoFolder.Holder(ProcessHandle.current().pid(), "http://127.0.0.1:8080"));
        }
        assertThat(folder.holder()).isEmpty();
        try (DemoFolder.Hold again = folder.take().orElseThrow()) {
            again.tell("");
            assertThat(folder.take()).isEmpty();
        }
    }

    @Test
    void isToldFromAFolderOfSomethingElse() throws IOException {
        assertThat(folder.isOurs()).isTrue();
        Path home = Files.createDirectories(parent.resolve("home"));
        Files.writeString(home.resolve("letter"), "mine");
        assertThat(new DemoFolder(home).isOurs()).isFalse();
    }

    @Test
    void isRemovedWithEverythingInItButNothingItPointsTo() throws IOException {
        Path outside = Files.writeString(parent.resolve("outside"), "kept");
        Files.createSymbolicLink(folder.root().resolve("link"), outside);
        folder.remove();
        assertThat(folder.root()).doesNotExist();
        assertThat(outside).exists();
    }

    @Test
    void aProcessWithTheNumberOfADeadPostgresIsNotTakenForIt() throws IOException {
        Files.createDirectories(folder.data());
        Files.writeString(
                folder.data().resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + folder.data() + "\n");
        assertThat(Postmaster.of(folder.data())).isEmpty();
        assertThat(DemoDatabase.stopOrphan(folder)).isEmpty();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
        assertThat(folder.data().resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void aPortThatIsTakenIsPassedOver() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.freeFrom(taken.getLocalPort())).isNotEqualTo(taken.getLocalPort());
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
