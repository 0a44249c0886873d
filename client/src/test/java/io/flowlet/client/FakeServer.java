package io.flowlet.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A server that answers as the contract says, from memory. It signs in whoever was chosen, without asking. */
final class FakeServer implements AutoCloseable {
    static final String SUBSCRIBERS = "cli_app";
    static final String STAFF = "cli_console";
    static final String SECRET = "s3cret-of-the-client";

    /** Every token begins so, which makes one easy to find where none may be. */
    static final String TOKEN_MARK = "tok-";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer http;
    private final FakeApi api = new FakeApi();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
    private final List<String> revoked = new CopyOnWriteArrayList<>();
    private final AtomicInteger refreshes = new AtomicInteger();
    private volatile int tokenLifeSeconds = 300;
    private volatile @Nullable String issuerSent;
    private volatile boolean down;
    private volatile @Nullable Instant breakGlassUntil;
    private volatile String staff = "analyst@example.com";

    FakeServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::serve);
        http.start();
    }

    /** What the API answers: a status and a body, {@code null} for none. */
    record Answer(int status, @Nullable Object body) {}

    /** One request as it came. */
    record Request(String method, String path, Map<String, String> query, Map<String, Object> body, String key) {}

    URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    FakeApi api() {
        return api;
    }

    /** Answers 503 to everything from now on, or no more. */
    void down(boolean whether) {
        down = whether;
    }

    void tokensLive(int seconds) {
        tokenLifeSeconds = seconds;
    }

    /** Sends another {@code iss} with codes than its own. */
    void sendsIssuer(@Nullable String other) {
        issuerSent = other;
    }

    /** Marks every answer to staff from now on; null for no more. */
    void staffHasBreakGlassUntil(@Nullable Instant until) {
        breakGlassUntil = until;
    }

    void staffIs(String email) {
        staff = email;
    }

    int refreshes() {
        return refreshes.get();
    }

    List<String> revoked() {
        return List.copyOf(revoked);
    }

    /** Nobody's sign-in is good any more. */
    void forgetSignIns() {
        tokens.clear();
        refreshTokens.clear();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (down) {
                answer(exchange, FakeApi.problem(503, "unavailable", "dependency", "Not now."));
            } else if (path.equals("/oauth2/authorize")) {
                authorize(exchange);
            } else if (path.equals("/oauth2/token")) {
                token(exchange);
            } else if (path.equals("/oauth2/revoke")) {
                revoked.add(form(exchange).getOrDefault("token", ""));
                answer(exchange, new Answer(200, Map.of()));
            } else if (path.equals("/signout")) {
                answer(exchange, new Answer(200, Map.of("signed_out", "page")));
            } else {
                call(exchange, path);
            }
        } catch (RuntimeException e) {
            answer(exchange, FakeApi.problem(500, "internal_error", "internal", String.valueOf(e)));
        }
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query =
                parameters(Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
        if (!"S256".equals(query.get("code_challenge_method")) || !query.containsKey("state")) {
            answer(exchange, new Answer(400, Map.of("error", "invalid_request")));
            return;
        }
        String code = "code-" + UUID.randomUUID();
        codes.put(code, query);
        String issuer = Objects.requireNonNullElse(issuerSent, address().toString());
        redirect(
                exchange,
                query.get("redirect_uri") + "?code=" + code + "&state=" + encode(query.get("state")) + "&iss="
                        + encode(issuer));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        String client = client(exchange);
        if (client.isEmpty()) {
            answer(exchange, new Answer(401, Map.of("error", "invalid_client")));
            return;
        }
        switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> tokens(exchange, "client", false);
            case "authorization_code" -> {
                Map<String, String> begun = codes.remove(form.getOrDefault("code", ""));
                if (begun == null
                        || !client.equals(begun.get("client_id"))
                        || !Objects.equals(begun.get("redirect_uri"), form.get("redirect_uri"))
                        || !challenge(form.getOrDefault("code_verifier", "")).equals(begun.get("code_challenge"))) {
                    answer(exchange, new Answer(400, Map.of("error", "invalid_grant")));
                } else {
                    tokens(exchange, client.equals(STAFF) ? staff : api.newestSubscriber(), true);
                }
            }
            case "refresh_token" -> {
                refreshes.incrementAndGet();
                String person = refreshTokens.remove(form.getOrDefault("refresh_token", ""));
                if (person == null) {
                    answer(exchange, new Answer(400, Map.of("error", "invalid_grant")));
                } else {
                    tokens(exchange, person, true);
                }
            }
            default -> answer(exchange, new Answer(400, Map.of("error", "unsupported_grant_type")));
        }
    }

    private void tokens(HttpExchange exchange, String person, boolean renewable) throws IOException {
        String token = TOKEN_MARK + UUID.randomUUID();
        tokens.put(token, person);
        Map<String, Object> body = new HashMap<>(
                Map.of("access_token", token, "token_type", "Bearer", "expires_in", tokenLifeSeconds, "scope", "any"));
        if (renewable) {
            String refresh = TOKEN_MARK + "refresh-" + UUID.randomUUID();
            refreshTokens.put(refresh, person);
            body.put("refresh_token", refresh);
        }
        answer(exchange, new Answer(200, body));
    }

    private void call(HttpExchange exchange, String path) throws IOException {
        String sent = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        String person = tokens.get(sent.replace("Bearer ", ""));
        if (person == null) {
            answer(exchange, FakeApi.problem(401, "token_invalid", "auth", "No such token."));
            return;
        }
        Instant until = breakGlassUntil;
        if (until != null && person.equals(staff)) {
            exchange.getResponseHeaders().set("Flowlet-Break-Glass", "bgl_0fake0fake; until=" + until);
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        @SuppressWarnings("unchecked")
        Map<String, Object> json = body.length == 0 ? Map.of() : JSON.readValue(body, Map.class);
        Request request = new Request(
                exchange.getRequestMethod(),
                path,
                parameters(Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "")),
                json,
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Idempotency-Key"), ""));
        answer(exchange, api.answer(person, request));
    }

    private static String client(HttpExchange exchange) {
        String sent = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        if (!sent.startsWith("Basic ")) {
            return "";
        }
        String[] pair = new String(Base64.getDecoder().decode(sent.substring(6)), StandardCharsets.UTF_8).split(":", 2);
        boolean known = List.of(SUBSCRIBERS, STAFF).contains(pair[0]);
        return known && SECRET.equals(URLDecoder.decode(pair[1], StandardCharsets.UTF_8)) ? pair[0] : "";
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        return parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Map<String, String> parameters(String encoded) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : encoded.split("&", -1)) {
            List<String> parts = new ArrayList<>(List.of(pair.split("=", 2)));
            if (parts.size() == 2) {
                parameters.put(parts.get(0), URLDecoder.decode(parts.get(1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        boolean problem = answer.status() >= 400 && answer.body() instanceof Map<?, ?> map && map.containsKey("code");
        exchange.getResponseHeaders().set("Content-Type", problem ? "application/problem+json" : "application/json");
        if (answer.body() == null) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        byte[] body = JSON.writeValueAsBytes(answer.body());
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private static String encode(@Nullable String text) {
        return URLEncoder.encode(Objects.requireNonNullElse(text, ""), StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
