package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flowlet.acceptance.Launcher.Ended;
import io.flowlet.sdk.IdempotencyKey;
import io.flowlet.sdk.Payments;
import io.flowlet.sdk.Payments.Payment;
import java.io.IOException;
import java.math.BigDecimal;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
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
        caller.close();
        demo.close();
        new Launcher().run("reset", "--yes", "--dir", folder.toString());
    }

    private void begin() {
        if (caller != null) {
            caller.close();
        }
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
                                    .isEqualTo(Files.isDirectory(secret) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    @Order(2)
    void printsCommandsThatMoveMoneyWhenPasted() throws IOException, InterruptedException {
        BigDecimal before = caller.received();
        Process shell = new ProcessBuilder("sh", "-ec", demo.commands())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        assertThat(output).contains("\"id\":\"pay_", "\"available\":");
        assertThat(caller.received()).isEqualTo(before.add(new BigDecimal("1.50")));
    }

    /** The commands of the guide, as one script. */
    @Test
    @Order(3)
    void theGuideOnboardsAPersonAndLetsHerPay() throws IOException, InterruptedException {
        String output = guide("onboard-and-pay.md");
        assertThat(output.lines())
                .as(output)
                .contains("approved")
                .last(InstanceOfAssertFactories.STRING)
                .isEqualTo("37.50");
    }

    @Test
    @Order(3)
    void theGuideKeepsAProgramsOwnBooks() throws IOException, InterruptedException {
        String output = guide("program-ledger.md");
        assertThat(output.lines())
                .as(output)
                .contains(
                        "{\"posted\":93,\"refused\":7,\"first_refused\":\"insufficient_funds\"}",
                        "{\"posted\":93,\"replayed\":100}")
                .last(InstanceOfAssertFactories.STRING)
                .isEqualTo("0.60");
    }

    @Test
    @Order(3)
    void theGuideErasesASubscriber() throws IOException, InterruptedException {
        String output = guide("erase-a-subscriber.md");
        assertThat(output.lines())
                .as(output)
                .contains(
                        "{\"given_name\":\"Ada\",\"email\":\"ada.leaves@example.com\"}",
                        "{\"erased\":true,\"kept\":[]}",
                        "{\"status\":410,\"code\":\"subscriber_erased\"}",
                        "[]")
                .last(InstanceOfAssertFactories.STRING)
                .isEqualTo("sub_…");
    }

    /** What the commands of a guide print, run as one script. */
    private String guide(String name) throws IOException, InterruptedException {
        boolean jq = new ProcessBuilder("sh", "-c", "command -v jq").start().waitFor() == 0;
        assumeThat(jq).as("no jq here, which the guide's commands need").isTrue();
        String guide = Files.readString(Launcher.root().resolve("docs/guides").resolve(name));
        String commands = Pattern.compile("(?s)```sh\n(.*?)```")
                .matcher(guide)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
        ProcessBuilder script = new ProcessBuilder("sh", "-ec", commands).redirectErrorStream(true);
        script.environment().put("API", demo.api().toString());
        script.environment().put("CLIENT_ID", demo.clientId());
        script.environment().put("CLIENT_SECRET", demo.clientSecret());
        Process shell = script.start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    @Order(4)
    void paysOnceForSixtyFourCallersWithOneKey() throws InterruptedException, ExecutionException {
        BigDecimal before = caller.received();
        IdempotencyKey key = IdempotencyKey.of("one-key-for-all");
        Set<String> payments = new HashSet<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Payment>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(callers.submit(() -> caller.pay("2.00", key)));
            }
            for (Future<Payment> answer : answers) {
                payments.add(answer.get().id());
            }
        }
        assertThat(payments).hasSize(1);
        assertThat(caller.received()).isEqualTo(before.add(new BigDecimal("2.00")));
    }

    @Test
    @Order(5)
    void tellsItsHealthAndMetricsOnTheManagementPortOnly() {
        assertThat(caller.look(demo.management().resolve("/actuator/health")).body())
                .contains("\"status\":\"UP\"");
        assertThat(caller.look(demo.management().resolve("/actuator/prometheus"))
                        .body())
                .contains("jvm_memory_used_bytes");
        assertThat(caller.get(demo.api().resolve("/actuator/health")).status()).isEqualTo(404);
    }

    @Test
    @Order(5)
    void repeatsNoSecretAndNothingOfAPersonInAnErrorOrAMetric() {
        Canaries canaries = new Canaries(demo, caller);
        canaries.plant();
        canaries.assertNotMeasured();
    }

    @Test
    @Order(6)
    void aSecondDemoInTheSameFolderSaysWhereTheFirstIs() {
        Ended second = new Launcher().run("demo", "--dir", folder.toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains(demo.api().toString(), "process " + demo.pid(), "./flowlet stop");
        assertThat(demo.isRunning()).isTrue();
    }

    @Test
    @Order(7)
    void itsBooksAreSound() {
        assertBooksAreSound();
    }

    private void assertBooksAreSound() {
        Ended verified = new Launcher().with("FLOWLET_HOME", folder.toString()).run("ledger", "verify");
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.out()).contains("The books are sound.");
    }

    @Test
    @Order(8)
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
    @Order(9)
    void keepsItsDataWhenStoppedAndStartedAgain() {
        BigDecimal before = caller.received();
        ProcessHandle postgres = demo.postgres();
        demo.close();
        assertThat(postgres.isAlive()).isFalse();
        begin();
        assertThat(caller.received()).isEqualTo(before);
        assertThat(caller.pay("1.00").status()).isEqualTo(Payments.Status.POSTED);
    }

    @Test
    @Order(10)
    void losesNothingThatItAcknowledgedWhenItOrItsDatabaseIsKilledUnderLoad() throws InterruptedException {
        KillRounds rounds = new KillRounds();
        caller.deposit("5000.00");
        for (int round = 0; round < KillRounds.ROUNDS; round++) {
            BigDecimal before = caller.received();
            ProcessHandle postgres = demo.postgres();
            boolean database = round % 2 == 1;
            rounds.payUntil(demo, database ? postgres::destroyForcibly : demo::kill);
            if (database) {
                demo.kill();
            } else {
                assertThat(postgres.isAlive())
                        .as("PostgreSQL outlives a kill -9, which is what this is about")
                        .isTrue();
            }
            begin();
            assertThat(postgres.isAlive()).isFalse();
            rounds.settle(caller, before);
            assertBooksAreSound();
        }
    }

    @Test
    @Order(11)
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
    @Order(12)
    void noFileOfTheDatabaseNorALogHoldsPersonalDataInClear() throws IOException {
        // the program's name is stored in clear, so the search can find something
        assertThat(filesWith("Harbour (sample)")).isNotEmpty();
        for (String planted : List.of("subscriber7@example.com", "Lindqvist", "Kowalska")) {
            assertThat(filesWith(planted)).as(planted).isEmpty();
        }
        Canaries.assertNotIn(folder);
        Path export = parent.resolve("export");
        assertThat(export).as("of the audit log, from before").isDirectory();
        Canaries.assertNotIn(export);
        Path leak = export.resolve("leak");
        Canaries.leak(leak);
        assertThatThrownBy(() -> Canaries.assertNotIn(export))
                .as("the search finds what is there")
                .isInstanceOf(AssertionError.class);
        Files.delete(leak);
    }

    @Test
    @Order(13)
    void stopEndsARunningDemo() {
        begin();
        ProcessHandle postgres = demo.postgres();
        Ended stopped = new Launcher().run("stop", "--dir", folder.toString());
        assertThat(stopped.out()).contains("Stopped the demo (process " + demo.pid() + ")");
        assertThat(demo.isRunning()).isFalse();
        assertThat(postgres.isAlive()).isFalse();
    }

    @Test
    @Order(14)
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
                if (Canaries.contains(Files.readAllBytes(file), wanted)) {
                    found.add(file);
                }
            }
            return found;
        }
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
