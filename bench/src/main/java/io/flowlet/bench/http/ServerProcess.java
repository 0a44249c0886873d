package io.flowlet.bench.http;

import io.flowlet.bench.Jvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server in a process of its own, started as {@code ./flowlet serve} starts it; its log, a line for each request, goes to a file. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern TOKEN = Pattern.compile("\"access_token\" *: *\"([^\"]+)\"");

    private final Process process;
    private final InetSocketAddress address;

    private ServerProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Returns once it answers.
     *
     * @param options of the JVM beside the launcher's own, as {@code FLOWLET_JAVA_OPTS} gives them
     */
    public static ServerProcess start(ServerSettingsFile settings, Path log, String options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(options.split(" ", -1))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(
                "io.flowlet.cli.FlowletCommand",
                "serve",
                "--config",
                settings.file().toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ServerProcess server =
                new ServerProcess(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()));
        server.await(log);
        return server;
    }

    public InetSocketAddress address() {
        return address;
    }

    public Jvm jvm() {
        return new Jvm(process.toHandle());
    }

    /** A token of the client's own, with all its scopes. */
    public String token(String clientId, String secret) throws IOException, InterruptedException {
        String pair = encoded(clientId) + ":" + encoded(secret);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address.getPort() + "/oauth2/token"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            Matcher token = TOKEN.matcher(answer.body());
            if (!token.find()) {
                throw new IOException("no token: " + answer.statusCode() + " " + answer.body());
            }
            return token.group(1);
        }
    }

    private void await(Path log) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("the server does not start; see " + log);
            }
            pause();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(address, 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
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
