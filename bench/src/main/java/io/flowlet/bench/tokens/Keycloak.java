package io.flowlet.bench.tokens;

import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Jvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Keycloak of the run's own, built and started for production from a copy of {@code KEYCLOAK_HOME}, on the same PostgreSQL, with a realm that
 * signs with ES256 and a client for each algorithm. All else is as it comes: no user events, no session for a client's own token.
 */
final class Keycloak implements AutoCloseable {
    static final String ES256 = "bench-es256";
    static final String RS256 = "bench-rs256";
    static final String SECRET = UUID.randomUUID().toString();

    private static final Duration START = Duration.ofMinutes(3);
    private final Process process;
    private final InetSocketAddress address;
    private final String version;

    private Keycloak(Process process, InetSocketAddress address, String version) {
        this.process = process;
        this.address = address;
        this.version = version;
    }

    /** Where an unpacked Keycloak is, if {@code KEYCLOAK_HOME} says so. */
    static Optional<Path> home() {
        return Optional.ofNullable(System.getenv("KEYCLOAK_HOME"))
                .filter(home -> !home.isBlank())
                .map(Path::of);
    }

    /** Returns once its realm answers. */
    static Keycloak start(Path home, Path folder, BenchDatabase database) throws IOException, InterruptedException {
        Path copy = folder.resolve("keycloak");
        copy(home, copy);
        Path realms = Files.createDirectories(copy.resolve("data/import"));
        Files.writeString(realms.resolve("bench.json"), realm());
        Path log = folder.resolve("keycloak.log");
        Process build = command(copy, log, null, "build", "--db=postgres").start();
        if (build.waitFor() != 0) {
            throw new IOException("Keycloak could not be built; see " + log);
        }
        int port = freePort();
        Process process = command(
                        copy,
                        log,
                        database,
                        "start",
                        "--optimized",
                        "--import-realm",
                        "--http-enabled=true",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--hostname-strict=false",
                        "--cache=local")
                .start();
        Keycloak started = new Keycloak(
                process,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Files.readString(copy.resolve("version.txt"))
                        .replace("Keycloak - Version", "")
                        .strip());
        started.await(log);
        return started;
    }

    private static String realm() {
        return """
            {"realm": "bench", "enabled": true, "sslRequired": "none", "defaultSignatureAlgorithm": "ES256",
             "components": {"org.keycloak.keys.KeyProvider": [
               {"name": "ecdsa", "providerId": "ecdsa-generated",
                "config": {"priority": ["200"], "ecdsaEllipticCurveKey": ["P-256"]}},
               {"name": "rsa", "providerId": "rsa-generated", "config": {"priority": ["100"], "keySize": ["3072"]}}]},
             "clients": [%s, %s]}
            """.formatted(client(ES256, "ES256"), client(RS256, "RS256"));
    }

    private static String client(String clientId, String algorithm) {
        return """
            {"clientId": "%s", "secret": "%s", "publicClient": false, "serviceAccountsEnabled": true, "standardFlowEnabled": false,
             "attributes": {"access.token.signed.response.alg": "%s"}}
            """.formatted(clientId, SECRET, algorithm);
    }

    private static ProcessBuilder command(Path home, Path log, @Nullable BenchDatabase database, String... words) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("JAVA_OPTS");
        if (database != null) {
            builder.environment().put("KC_DB_URL", database.url());
            builder.environment().put("KC_DB_USERNAME", "postgres");
            builder.environment().put("KC_DB_PASSWORD", database.password());
        }
        return builder;
    }

    InetSocketAddress address() {
        return address;
    }

    String version() {
        return version;
    }

    /** The start script's child. */
    Jvm jvm() {
        return new Jvm(Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .filter(each -> each.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow());
    }

    /** The path of an endpoint of the realm. */
    static String path(String endpoint) {
        return "/realms/bench/protocol/openid-connect/" + endpoint;
    }

    private void await(Path log) throws IOException, InterruptedException {
        URI discovery =
                URI.create("http://127.0.0.1:" + address.getPort() + "/realms/bench/.well-known/openid-configuration");
        HttpRequest request = HttpRequest.newBuilder(discovery)
                .timeout(Duration.ofSeconds(10))
                .build();
        long end = System.nanoTime() + START.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!answers(http, request)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    close();
                    throw new IOException("Keycloak does not start; see " + log);
                }
                Thread.sleep(100);
            }
        }
    }

    private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
