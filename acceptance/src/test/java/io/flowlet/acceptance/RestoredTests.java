package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.acceptance.Caller.Answer;
import io.flowlet.acceptance.Launcher.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Yesterday's whole database, put back beside today's keys: what was erased in between stays unreadable, and what is no secret still proves. */
class RestoredTests {
    private static final Pattern ID = Pattern.compile("\"id\":\"(sub_[0-9a-z]+)\"");

    @Test
    void yesterdaysDatabaseOpensNobodyWhomTodaysKeysForgot(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("demo");
        Path yesterday = parent.resolve("yesterday");
        Path kept = parent.resolve("kept-checkpoint");
        String ada;
        try (Demo demo = Demo.start(folder);
                Caller caller = new Caller(demo)) {
            caller.deposit("50.00");
            caller.pay("12.50");
            Answer made = caller.post(
                    demo.api().resolve("/v1/subscribers"),
                    "{\"given_name\":\"Ada\",\"family_name\":\"Canary\",\"email\":\"ada.restored@example.com\"}");
            Matcher id = ID.matcher(made.body());
            assertThat(id.find()).as(made.body()).isTrue();
            ada = id.group(1);
            Path export = parent.resolve("yesterdays-export");
            assertThat(flowlet(folder, "audit", "export", export.toString()).exitCode())
                    .isZero();
            Files.copy(export.resolve("checkpoint"), kept);
        }
        copy(folder.resolve("data"), yesterday);

        try (Demo demo = Demo.start(folder);
                Caller caller = new Caller(demo)) {
            Answer erased = caller.post(
                    demo.api().resolve("/v1/subscribers/" + ada + "/erasure"), "{\"reason\":\"She left.\"}");
            assertThat(erased.status()).as(erased.body()).isEqualTo(201);
            assertThat(flowlet(folder, "vault", "turn", "--now").exitCode()).isZero();
        }

        remove(folder.resolve("data"));
        Files.move(yesterday, folder.resolve("data"));
        try (Postgres ignored = Postgres.start(folder)) {
            Ended doctor = flowlet(
                    folder, "doctor", "--config", folder.resolve("flowlet.yml").toString());
            assertThat(doctor.exitCode()).as(doctor.all()).isEqualTo(1);
            assertThat(doctor.out()).containsPattern("WRONG keys: .*epoch");

            assertThat(flowlet(folder, "ledger", "verify").exitCode()).isZero();
            Path export = parent.resolve("export");
            assertThat(flowlet(folder, "audit", "export", export.toString()).exitCode())
                    .isZero();
            Ended verified =
                    flowlet(folder, "audit", "verify", export.toString(), "--trusted-checkpoint", kept.toString());
            assertThat(verified.exitCode()).as(verified.all()).isZero();
        }
        assertThatThrownBy(() -> Demo.start(folder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("epoch")
                .hasMessageNotContaining("Ada");
        flowlet(folder, "reset", "--yes", "--dir", folder.toString());
    }

    private static Ended flowlet(Path folder, String... arguments) {
        return new Launcher().with("FLOWLET_HOME", folder.toString()).run(arguments);
    }

    /** The demo's own PostgreSQL without the demo, on the port that its settings name. */
    private record Postgres(Path folder) implements AutoCloseable {
        static Postgres start(Path folder) throws IOException, InterruptedException {
            Matcher port = Pattern.compile("jdbc:postgresql://127\\.0\\.0\\.1:(\\d+)/")
                    .matcher(Files.readString(folder.resolve("flowlet.yml")));
            assertThat(port.find()).isTrue();
            Postgres postgres = new Postgres(folder);
            assertThat(postgres.control(
                            "-w",
                            "-l",
                            folder.resolve("postgres.log").toString(),
                            "-o",
                            "-p %s -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                                    .formatted(port.group(1)),
                            "start"))
                    .isZero();
            return postgres;
        }

        @Override
        public void close() throws IOException, InterruptedException {
            control("-w", "-m", "fast", "stop");
        }

        private int control(String... arguments) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("unshare", "-U")); // PostgreSQL does not run as root
            }
            try (Stream<Path> files = Files.walk(Launcher.root().resolve(".flowlet/postgres"), 3)) {
                command.add(files.filter(file -> file.endsWith("bin/pg_ctl"))
                        .findFirst()
                        .orElseThrow()
                        .toString());
            }
            command.addAll(List.of("-D", folder.resolve("data").toString()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("postgres.log").toFile()))
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
