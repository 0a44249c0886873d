import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes {@code flowlet.aot} while an image is built: what the JVM learns from one start of the server and a few requests, so that every later
 * start need not learn it again.
 *
 * <p>The demo lends its PostgreSQL and its client. What is trained is the server as the image runs it: same Java, same class path.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
 */
final class Train {
    private static final int DEMO_PORT = 18_070;
    private static final int PORT = 18_060;
    private static final int MANAGEMENT_PORT = 18_061;
    private static final int ROUNDS = 30;
    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern CREDENTIALS = Pattern.compile("curl -s -u '([^']+)'");

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    private Train(Path folder) {
        this.folder = folder;
    }

    public static void main(String... arguments) throws Exception {
        new Train(Path.of(arguments[0])).run();
    }

    private void run() throws Exception {
        Process demo = start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dflowlet.root=" + folder,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "/demo/flowlet-demo.jar",
                "io.flowlet.demo.FlowletDemo",
                "demo",
                "--port",
                Integer.toString(DEMO_PORT)));
        try {
            String credentials = credentialsOf(demo);
            Process server = start(serve());
            ready(server);
            use(credentials);
            server.destroy(); // SIGTERM; the JVM writes the cache on its way out
            if (!server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || !Files.exists(cache())) {
                throw new IllegalStateException("no cache was written; see " + log("server"));
            }
            System.out.println("flowlet.aot: " + Files.size(cache()) / 1024 / 1024 + " MiB");
        } finally {
            demo.destroy();
            demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private List<String> serve() {
        return List.of(
                "/opt/java/bin/java",
                "-XX:AOTCacheOutput=" + cache(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "/app/flowlet-server.jar",
                "io.flowlet.cli.FlowletCommand",
                "serve",
                "--config",
                folder.resolve(".flowlet/flowlet.yml").toString());
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder process = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
        process.environment().put("FLOWLET_HOME", folder.resolve(".flowlet").toString());
        if (command.contains("serve")) {
            process.environment().put("FLOWLET_SERVER_PORT", Integer.toString(PORT));
            process.environment().put("FLOWLET_SERVER_MANAGEMENT_PORT", Integer.toString(MANAGEMENT_PORT));
            process.environment().put("FLOWLET_AUDIT_CHECKPOINT_FILE", folder.resolve("checkpoints").toString());
            process.redirectOutput(log("server").toFile());
        }
        return process.start();
    }

    /** The demo prints a curl with its client's id and secret once it is ready; what it prints later is read and forgotten. */
    private String credentialsOf(Process demo) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder told = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher found = CREDENTIALS.matcher(line);
            if (found.find()) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(rest -> {}));
                return found.group(1);
            }
            told.append(line).append('\n');
        }
        Path database = folder.resolve(".flowlet/postgres.log");
        throw new IllegalStateException("the demo ended before it was ready:\n" + told
                + (Files.exists(database) ? Files.readString(database) : ""));
    }

    private void ready(Process server) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (server.isAlive() && System.nanoTime() < until) {
            try {
                if (status("http://127.0.0.1:" + MANAGEMENT_PORT + "/actuator/health/readiness", "") == 200) {
                    return;
                }
            } catch (IOException _) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the server is not ready:\n" + Files.readString(log("server")));
    }

    private void use(String credentials) throws Exception {
        String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        HttpRequest token = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        String answer = http.send(token, HttpResponse.BodyHandlers.ofString()).body();
        Matcher bearer = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"").matcher(answer);
        if (!bearer.find()) {
            throw new IllegalStateException("no token: " + answer);
        }
        for (int i = 0; i < ROUNDS; i++) {
            for (String path : List.of("/v1/wallets", "/v1/payments", "/v1/subscribers", "/v1/audit/events", "/v1/nothing")) {
                status("http://127.0.0.1:" + PORT + path, "Bearer " + bearer.group(1));
            }
        }
    }

    private int status(String url, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private Path cache() {
        return folder.resolve("flowlet.aot");
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }
}
