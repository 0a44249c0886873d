package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.acceptance.Launcher.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One life of a demo: started, used, stopped, started, killed, started, stopped, removed. The order is the story. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoTests {
    private static final int CALLERS = 64;

    private Path parent;
    private Path folder;
    private Demo demo;
    private Caller caller;

    @BeforeAll
    void start(@TempDir Path temporary) {
        parent = temporary;
        folder = parent.resolve("demo");
        begin();
    }

    @AfterAll
    void end() {
        demo.close();
        new Launcher().run("reset", "--yes", "--dir", folder.toString());
    }

    private void begin() {
        demo = Demo.start(folder);
        caller = new Caller(demo);
    }

    @Test
    @Order(1)
    void keepsItsFolderToItsUser() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (Stream<Path> secrets = Files.list(folder.resolve("secrets"))) {
            assertThat(secrets)
                    .isNotEmpty()
                    .allSatisfy(
                            secret -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                                    .isEqualTo("rw-------"));
        }
    }

    @Test
    @Order(2)
    void printsCommandsThatMoveMoneyWhenPasted() throws IOException, InterruptedException {
        long before = caller.received();
        Process shell = new ProcessBuilder("sh", "-ec", demo.commands())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        assertThat(output).contains("\"id\":\"pay_", "\"available\":");
        assertThat(caller.received()).isEqualTo(before + 150);
    }

    @Test
    @Order(3)
    void paysOnceForSixtyFourCallersWithOneKey() throws InterruptedException, ExecutionException {
        long before = caller.received();
        Set<String> payments = new HashSet<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Caller.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(callers.submit(() -> payUntilAnswered("2.00", "one-key-for-all")));
            }
            for (Future<Caller.Answer> answer : answers) {
                payments.add(answer.get().text("id"));
            }
        }
        assertThat(payments).hasSize(1);
        assertThat(caller.received()).isEqualTo(before + 200);
    }

    private Caller.Answer payUntilAnswered(String value, String key) throws InterruptedException {
        Caller.Answer answer = caller.pay(value, key);
        while (answer.status() == 409 || answer.status() == 429) {
            Thread.sleep(100);
            answer = caller.pay(value, key);
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    @Test
    @Order(4)
    void tellsItsHealthAndMetricsOnTheManagementPortOnly() {
        assertThat(caller.manage("/actuator/health").text("status")).isEqualTo("UP");
        assertThat(caller.manage("/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
        assertThat(caller.get("/actuator/health").status()).isEqualTo(404);
    }

    @Test
    @Order(5)
    void aSecondDemoInTheSameFolderSaysWhereTheFirstIs() {
        Ended second = new Launcher().run("demo", "--dir", folder.toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains(demo.api().toString(), "process " + demo.pid(), "./flowlet stop");
        assertThat(demo.isRunning()).isTrue();
    }

    @Test
    @Order(6)
    void itsBooksAreSound() {
        Ended verified = new Launcher().with("FLOWLET_HOME", folder.toString()).run("ledger", "verify");
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.out()).contains("The books are sound.");
    }

    @Test
    @Order(7)
    void anExportOfItsAuditLogVerifiesAndOneChangedByteIsFound() throws IOException {
        Path export = parent.resolve("export");
        Ended exported =
                new Launcher().with("FLOWLET_HOME", folder.toString()).run("audit", "export", export.toString());
        assertThat(exported.exitCode()).as(exported.all()).isZero();
        assertThat(new Launcher().run("audit", "verify", export.toString()).exitCode())
                .isZero();

        changeOneByte(largestFile(export.resolve("events")));
        Ended tampered = new Launcher().run("audit", "verify", export.toString());
        assertThat(tampered.exitCode()).as(tampered.all()).isEqualTo(2);
        assertThat(tampered.out()).containsPattern("TAMPERED at index \\d+");

        Ended unreadable = new Launcher()
                .run("audit", "verify", folder.resolve("no-export").toString());
        assertThat(unreadable.exitCode()).isEqualTo(3);
    }

    @Test
    @Order(8)
    void keepsItsDataWhenStoppedAndStartedAgain() {
        long before = caller.received();
        ProcessHandle postgres = demo.postgres();
        demo.close();
        assertThat(postgres.isAlive()).isFalse();
        begin();
        assertThat(caller.received()).isEqualTo(before);
        assertThat(caller.pay("1.00").status()).isEqualTo(201);
    }

    @Test
    @Order(9)
    void startsAgainAfterItWasKilledAndLostNothing() {
        caller.pay("3.00", "just-before-the-kill");
        long before = caller.received();
        ProcessHandle orphan = demo.postgres();
        demo.kill();
        assertThat(orphan.isAlive())
                .as("PostgreSQL outlives a kill -9, which is what this is about")
                .isTrue();
        begin();
        assertThat(orphan.isAlive()).isFalse();
        assertThat(caller.received()).isEqualTo(before);
        assertThat(caller.pay("3.00", "just-before-the-kill").replayed()).isTrue();
    }

    @Test
    @Order(10)
    void stopEndsWhatAKilledDemoLeft() {
        ProcessHandle orphan = demo.postgres();
        demo.kill();
        Ended stopped = new Launcher().run("stop", "--dir", folder.toString());
        assertThat(stopped.exitCode()).as(stopped.all()).isZero();
        assertThat(stopped.out()).contains("Stopped PostgreSQL " + orphan.pid());
        assertThat(orphan.isAlive()).isFalse();
        assertThat(new Launcher().run("stop", "--dir", folder.toString()).out()).contains("Nothing runs here");
    }

    @Test
    @Order(11)
    void noFileOfTheDatabaseHoldsPersonalDataInClear() throws IOException {
        // the program's name is stored in clear, so the search can find something
        assertThat(filesWith("Harbour (sample)")).isNotEmpty();
        for (String planted : List.of("subscriber7@example.com", "Lindqvist", "Kowalska")) {
            assertThat(filesWith(planted)).as(planted).isEmpty();
        }
    }

    @Test
    @Order(12)
    void stopEndsARunningDemo() {
        begin();
        ProcessHandle postgres = demo.postgres();
        Ended stopped = new Launcher().run("stop", "--dir", folder.toString());
        assertThat(stopped.out()).contains("Stopped the demo (process " + demo.pid() + ")");
        assertThat(demo.isRunning()).isFalse();
        assertThat(postgres.isAlive()).isFalse();
    }

    @Test
    @Order(13)
    void resetRemovesItsFolderAndNothingElse() throws IOException {
        assertThat(new Launcher().run("reset", "--dir", folder.toString()).exitCode())
                .as("nobody can be asked here")
                .isEqualTo(1);
        assertThat(folder).isDirectory();

        Path stranger = Files.createDirectories(parent.resolve("stranger"));
        Files.writeString(stranger.resolve("precious"), "mine");
        assertThat(new Launcher()
                        .run("reset", "--yes", "--dir", stranger.toString())
                        .exitCode())
                .isEqualTo(1);
        assertThat(stranger.resolve("precious")).exists();

        assertThat(new Launcher()
                        .run("reset", "--yes", "--dir", folder.toString())
                        .exitCode())
                .isZero();
        assertThat(folder).doesNotExist();
    }

    private List<Path> filesWith(String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            List<Path> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (contains(Files.readAllBytes(file), wanted)) {
                    found.add(file);
                }
            }
            return found;
        }
    }

    private static boolean contains(byte[] content, byte[] wanted) {
        for (int i = 0; i <= content.length - wanted.length; i++) {
            int j = 0;
            while (j < wanted.length && content[i + j] == wanted[j]) {
                j++;
            }
            if (j == wanted.length) {
                return true;
            }
        }
        return false;
    }

    private static Path largestFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private static void changeOneByte(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int at = content.length / 2;
        while (!Character.isDigit(content[at])) {
            at++;
        }
        content[at] = (byte) (content[at] == '9' ? '8' : content[at] + 1);
        Files.write(file, content);
    }
}
