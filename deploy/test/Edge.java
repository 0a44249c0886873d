import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at a real NGINX with the shipped configuration from outside, as {@code deploy/test/edge.sh} started it: over TLS, by well-behaved
 * callers and by others.
 *
 * <p>Arguments name the part: {@code open LINK}, {@code denied}, {@code tls SSLSCAN.xml}, {@code down}, {@code logs}. Exit code 1 and a line
 * for each check that failed.
 */
final class Edge {
    private static final int TLS = Integer.getInteger("edge.tls");
    private static final int PLAIN = Integer.getInteger("edge.http");
    private static final Path LOGS = Path.of(System.getProperty("edge.logs"));
    private static final String SITE = "https://localhost:" + TLS;
    private static final String FORGED = "198.51.100.7";
    private static final int CUT_AFTER_SECONDS = 20;

    private final List<String> failures = new ArrayList<>();
    private final SSLContext trust = trustOf(LOGS.resolve("tls.crt"));
    private final HttpClient http =
            HttpClient.newBuilder().sslContext(trust).version(HttpClient.Version.HTTP_2).build();
    private int checks;

    public static void main(String... arguments) throws Exception {
        Edge edge = new Edge();
        switch (arguments[0]) {
            case "open" -> edge.open(URI.create(arguments[1]));
            case "denied" -> edge.denied();
            case "tls" -> edge.tls(Path.of(arguments[1]));
            case "down" -> edge.down();
            case "logs" -> edge.logs();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        edge.failures.forEach(failure -> System.out.println("edge " + arguments[0] + ": " + failure));
        System.out.println("edge " + arguments[0] + ": " + (edge.checks - edge.failures.size()) + " of " + edge.checks + " checks");
        System.exit(edge.failures.isEmpty() ? 0 : 1);
    }

    // --- what a caller gets

    private void open(URI link) throws Exception {
        CompletableFuture<Void> slow = CompletableFuture.runAsync(this::slowSendersAreCut);
        String token = theWholeWay(link);
        redirects();
        forgedAddressesDoNotReachTheServer(token);
        refusalsAreProblemsOfTheCatalogue();
        nothingIsSmuggled();
        slow.join();
        // last, as it uses up what the address may do
        floodsAreLimited();
    }

    /** An operator is made, gets a token and reads: through TLS, NGINX, the server and PostgreSQL. */
    private String theWholeWay(URI link) throws Exception {
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(URI.create(SITE + link.getPath()))
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        check(page.statusCode() == 200, "the invitation is taken: " + page.statusCode());
        check(page.version() == HttpClient.Version.HTTP_2, "HTTP/2 is spoken: " + page.version());
        Matcher credentials = Pattern.compile("curl -u &#39;([^&]+)&#39;|curl -u '([^']+)'").matcher(page.body());
        if (!credentials.find()) {
            throw new IllegalStateException("no credentials on the page:\n" + page.body());
        }
        String pair = credentials.group(1) != null ? credentials.group(1) : credentials.group(2);
        HttpResponse<String> token = token(pair);
        check(token.statusCode() == 200, "a token is given: " + token.statusCode() + " " + token.body());
        String bearer = json(token.body()).path("access_token").asString();
        HttpResponse<String> read = get("/v1/programs", "Authorization", "Bearer " + bearer);
        check(read.statusCode() == 200, "a read with it is answered: " + read.statusCode() + " " + read.body());
        for (String once : List.of("Strict-Transport-Security", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")) {
            check(read.headers().allValues(once).size() == 1, once + " stands once: " + read.headers().allValues(once));
        }
        check(read.headers().allValues("Strict-Transport-Security").contains("max-age=63072000; includeSubDomains"), "two years of HSTS");
        check(read.headers().firstValue("Content-Encoding").isEmpty(), "nothing is compressed");
        HttpResponse<String> zipped = get("/v1/programs", "Authorization", "Bearer " + bearer, "Accept-Encoding", "gzip, br");
        check(zipped.headers().firstValue("Content-Encoding").isEmpty(), "nothing is compressed, even when asked for");
        check(!read.headers().firstValue("Server").orElse("").contains("/"), "no version is told: " + read.headers().firstValue("Server"));
        return bearer;
    }

    private void redirects() throws Exception {
        String moved = raw(new Socket("127.0.0.1", PLAIN), "GET /v1/wallets?limit=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        check(moved.startsWith("HTTP/1.1 308"), "plain HTTP is sent to HTTPS: " + firstLine(moved));
        check(moved.contains("\r\nLocation: https://localhost/v1/wallets?limit=1\r\n"), "to the same place: " + moved);
        String foreign = raw(new Socket("127.0.0.1", PLAIN), "GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n");
        check(foreign.startsWith("HTTP/1.1 404") && !foreign.contains("Location:"), "but not to any name asked for: " + firstLine(foreign));
        String other = tls("GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n");
        check(other.startsWith("HTTP/1.1 404") && other.contains("route_unknown"), "a foreign name over TLS: " + firstLine(other));
    }

    private void forgedAddressesDoNotReachTheServer(String token) throws Exception {
        get(
                "/v1/programs",
                "Authorization", "Bearer " + token,
                "User-Agent", "forged-address",
                "X-Forwarded-For", FORGED,
                "X-Real-IP", FORGED,
                "Forwarded", "for=" + FORGED + ";proto=http",
                "True-Client-IP", FORGED,
                "X-Forwarded-Proto", "http");
        String line = serverLine("forged-address");
        check(line.contains("127.0.0.1"), "the server sees the true address: " + line);
        check(!Files.readString(LOGS.resolve("server.log")).contains(FORGED), "and never a forged one");
    }

    private void refusalsAreProblemsOfTheCatalogue() throws Exception {
        isProblem(post("/v1/payments", "x".repeat(1_500_000)), 413, "body_too_large");
        isProblem(post("/v1/ledger/batches", "x".repeat(9 * 1024 * 1024)), 413, "body_too_large");
        HttpResponse<String> batch = post("/v1/ledger/batches", "x".repeat(2 * 1024 * 1024));
        check(json(batch.body()).path("request_id").asString().startsWith("req_"), "a batch of 2 MiB comes as far as the server: " + batch.body());
        // over HTTP/2 NGINX ends the connection instead
        isProblem(get1("/v1/wallets?cursor=" + "x".repeat(9_000)), 414, "uri_too_long");
        isProblem(get1("/v1/wallets", "X-Long", "x".repeat(9_000)), 431, "headers_too_large");
        String[] many = new String[40];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "X-Many-" + i;
            many[i + 1] = "x".repeat(1_000);
        }
        isProblem(get1("/v1/wallets", many), 431, "headers_too_large");
        isProblem(get("/actuator/health"), 404, "route_unknown");
        isProblem(get("/actuator/prometheus"), 404, "route_unknown");
        isProblem(get("/edge-problems/unavailable"), 404, "route_unknown");
        HttpResponse<String> app = get("/anything");
        isProblem(app, 503, "unavailable");
        check(app.headers().firstValue("Retry-After").isPresent(), "Retry-After with 503");
        isRawProblem(tls("TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), 405, "method_not_allowed");
        isRawProblem(tls("GET /\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n"), 400, "request_malformed");
        isRawProblem(tls("GET / HTTP/1.1\r\nHost: local host\r\n\r\n"), 400, "request_malformed");
        isRawProblem(tls("GET / HTTP/1.1\r\n\r\n"), 400, "request_malformed");
        isRawProblem(tls("GET / HTTP/9.1\r\nHost: localhost\r\n\r\n"), 400, "request_malformed");
        String injected = tls("GET /actuator/\"},{\"x\":\" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        check(!injected.contains("\"x\""), "a path does not break out of the problem: " + injected);
        HttpResponse<String> api = get("/v1/wallets");
        check(api.statusCode() == 401 && json(api.body()).path("code").asString().equals("token_missing"), "the server's own problems pass: " + api.body());
    }

    /** Of two readings of one request, no part may become a second request. */
    private void nothingIsSmuggled() throws Exception {
        String hidden = "GET /v1/smuggled HTTP/1.1\r\nHost: localhost\r\nUser-Agent: smuggled\r\n\r\n";
        String post = "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nUser-Agent: carrier\r\n";
        Map<String, String> refused = Map.ofEntries(
                Map.entry("length and chunked", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden),
                Map.entry("chunked and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden),
                Map.entry("unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden),
                Map.entry("two codings", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden),
                Map.entry("coding twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden),
                Map.entry("vertical tab", post + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n" + hidden),
                Map.entry("space before colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden),
                Map.entry("two lengths", post + "Content-Length: 4\r\nContent-Length: 0\r\n\r\n" + hidden),
                Map.entry("list of lengths", post + "Content-Length: 0, 4\r\n\r\n" + hidden),
                Map.entry("signed length", post + "Content-Length: +0\r\n\r\n" + hidden),
                Map.entry("hexadecimal length", post + "Content-Length: 0x0\r\n\r\n" + hidden),
                Map.entry("chunk size that is none", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + hidden),
                Map.entry("NUL in a value", post + "X-A: a\u0000b\r\nContent-Length: 0\r\n\r\n" + hidden),
                Map.entry("folded line", post + "X-A: a\r\n Content-Length: 4\r\nContent-Length: 0\r\n\r\n" + hidden),
                Map.entry("two hosts", "GET /v1/smuggled HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere.example\r\nUser-Agent: smuggled\r\n\r\n"));
        for (Map.Entry<String, String> pair : new java.util.TreeMap<>(refused).entrySet()) {
            String answer = tls(pair.getValue());
            check(answer.startsWith("HTTP/1.1 400") && answers(answer) == 1, pair.getKey() + ": refused, and the connection ended: " + summary(answer));
        }
        // bare line feeds: NGINX reads them as line ends and writes the request anew, so the server has one reading only
        String bare = tls(post + "X-A: b\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden);
        check(answers(bare) == 1 && bare.startsWith("HTTP/1.1 400"), "a header behind a bare line feed counts: " + summary(bare));
        String chunks = tls(post + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n5;x\nabcde\r\n0\r\n\r\n" + hidden);
        check(answers(chunks) <= 1, "bare line feed in a chunk: one answer: " + summary(chunks));
        Thread.sleep(300);
        check(!Files.readString(LOGS.resolve("server.log")).contains("smuggled"), "the server never saw a hidden request");
    }

    private void slowSendersAreCut() {
        cut("headers that never end", "GET /v1/wallets HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        cut("a body that does not come", "POST /v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
    }

    /** Headers are fed a byte a second, which keeps a naive timeout from ever coming. */
    private void cut(String name, String start) {
        long begin = System.nanoTime();
        boolean cut = false;
        try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", TLS)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            while (!cut && seconds(begin) < CUT_AFTER_SECONDS) {
                if (start.endsWith(": ")) {
                    socket.getOutputStream().write('x');
                }
                try {
                    cut = socket.getInputStream().read() < 0 || seconds(begin) > 5;
                } catch (SocketTimeoutException e) {
                    // still held; the next byte
                }
            }
        } catch (IOException e) {
            cut = true;
        }
        check(cut && seconds(begin) < CUT_AFTER_SECONDS, name + " are cut off, after " + seconds(begin) + " s");
    }

    private void floodsAreLimited() throws Exception {
        limited("sign-in", 30, 20, () -> post("/v1/signup", "{}"));
        limited("token", 90, 40, () -> token("nobody:wrong"));
    }

    private void limited(String name, int requests, int atLeastPassed, Call call) throws Exception {
        int passed = 0;
        HttpResponse<String> refusal = null;
        for (int i = 0; i < requests && refusal == null; i++) {
            HttpResponse<String> answer = call.send();
            if (answer.statusCode() == 429) {
                refusal = answer;
            } else {
                passed++;
            }
        }
        check(passed >= atLeastPassed, name + ": " + passed + " pass before the limit");
        check(refusal != null, name + ": a flood is limited within " + requests);
        if (refusal != null) {
            isProblem(refusal, 429, "rate_limited");
            check(refusal.headers().firstValue("Retry-After").isPresent(), name + ": Retry-After with 429");
        }
    }

    private void denied() throws Exception {
        isProblem(get("/v1/wallets"), 403, "network_not_allowed");
        isProblem(token("nobody:wrong"), 403, "network_not_allowed");
        isProblem(get("/v1/wallets", "X-Forwarded-For", "192.0.2.10", "X-Real-IP", "192.0.2.10"), 403, "network_not_allowed");
        check(get("/problems/rate_limited").statusCode() == 200, "pages for people stay open");
    }

    private void down() throws Exception {
        HttpResponse<String> answer = get("/v1/wallets");
        check(answer.statusCode() == 503, "without a server: " + answer.statusCode());
        JsonNode problem = json(answer.body());
        check(problem.path("code").asString().equals("unavailable") && problem.path("retryable").asBoolean(), "is a problem: " + answer.body());
        check(answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json"), "of its media type");
        check(answer.headers().firstValue("Retry-After").isPresent(), "with Retry-After");
    }

    // --- TLS

    private void tls(Path scan) throws Exception {
        Path guideline = Path.of(System.getProperty("edge.guideline"));
        if (!Files.exists(guideline)) {
            throw new IllegalStateException(guideline + " is missing: the configuration cannot be compared with it");
        }
        JsonNode wanted = json(Files.readString(guideline)).required("configurations").required("intermediate");
        String configured = Files.readString(Path.of("deploy/nginx/tls.conf"));
        check(words(configured, "ssl_protocols", " ").equals(texts(wanted.required("tls_versions"))), "protocols as in the guideline");
        List<String> ciphers = texts(wanted.required("ciphers").required("openssl"));
        check(words(configured, "ssl_ciphers", ":").equals(ciphers), "ciphers as in the guideline, in its order");
        List<String> suites = texts(wanted.required("ciphersuites"));
        check(words(configured, "ssl_conf_command Ciphersuites", ":").equals(suites), "TLS 1.3 suites as in the guideline");
        List<String> curves = new ArrayList<>(texts(wanted.required("tls_curves")));
        curves.remove("X25519MLKEM768"); // OpenSSL 3.5 and later only; tls.conf says so
        check(words(configured, "ssl_ecdh_curve", ":").equals(curves), "curves as in the guideline");
        check(configured.contains("ssl_prefer_server_ciphers " + (wanted.required("server_preferred_order").asBoolean() ? "on" : "off")), "order");
        check(Files.readString(Path.of("deploy/nginx/servers.conf")).contains("max-age=" + wanted.required("hsts_min_age").asInt()), "HSTS age");

        Element test = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(scan.toFile()).getDocumentElement();
        Set<String> spoken = elements(test, "protocol").stream()
                .filter(p -> p.getAttribute("enabled").equals("1"))
                .map(p -> p.getAttribute("type") + p.getAttribute("version"))
                .collect(Collectors.toCollection(TreeSet::new));
        check(spoken.equals(Set.of("tls1.2", "tls1.3")), "sslscan: protocols spoken " + spoken);
        Set<String> offered = elements(test, "cipher").stream().map(c -> c.getAttribute("cipher")).collect(Collectors.toCollection(TreeSet::new));
        check(!offered.isEmpty() && offered.stream().allMatch(c -> ciphers.contains(c) || suites.contains(c)), "sslscan: ciphers " + offered);
        check(elements(test, "cipher").stream().allMatch(c -> Integer.parseInt(c.getAttribute("bits")) >= 128), "sslscan: 128 bits and more");
        Set<String> groups = elements(test, "group").stream().map(g -> g.getAttribute("name")).collect(Collectors.toCollection(TreeSet::new));
        check(Set.of("x25519", "secp256r1 (NIST P-256)", "secp384r1 (NIST P-384)").equals(groups), "sslscan: groups " + groups);
        check(elements(test, "heartbleed").stream().allMatch(h -> h.getAttribute("vulnerable").equals("0")), "sslscan: no heartbleed");
        check(elements(test, "compression").stream().allMatch(c -> c.getAttribute("supported").equals("0")), "sslscan: no compression");
        check(elements(test, "fallback").stream().allMatch(f -> f.getAttribute("supported").equals("1")), "sslscan: downgrade protection");
        check(
                elements(test, "renegotiation").stream()
                        .allMatch(r -> r.getAttribute("supported").equals("0") || r.getAttribute("secure").equals("1")),
                "sslscan: no insecure renegotiation");
        check(elements(test, "signature-algorithm").stream().map(a -> a.getAttribute("value")).noneMatch("sha1WithRSAEncryption"::equals), "sslscan: signature");
        System.out.println("sslscan: " + spoken + ", " + offered.size() + " ciphers, groups " + groups);
    }

    // --- what is written down

    private void logs() throws Exception {
        Set<String> agents = new TreeSet<>();
        List<String> lines = Files.readAllLines(LOGS.resolve("access.log"));
        for (String line : lines) {
            JsonNode entry;
            try {
                entry = json(line);
            } catch (RuntimeException e) {
                check(false, "no JSON: " + line);
                continue;
            }
            agents.add(entry.path("user_agent.original").asString());
            check(entry.path("source.ip").asString().matches("127\\.0\\.0\\.1|::1"), "the true address is written: " + line);
        }
        check(lines.size() > 50, "requests were written down: " + lines.size());
        check(agents.contains("forged-address"), "with what they said of themselves");
        check(!String.join("\n", lines).contains("limit=1"), "without the query");
        String errors = Files.readString(LOGS.resolve("nginx.log"));
        check(!errors.contains("[emerg]") && !errors.contains("[alert]") && !errors.contains("[crit]"), "nothing worse than an error: " + errors);
    }

    // --- means

    private interface Call {
        HttpResponse<String> send() throws Exception;
    }

    /** As NGINX's own answer, whose words are those of the server's catalogue. */
    private void isProblem(HttpResponse<String> answer, int status, String code) throws Exception {
        String name = code + " (" + answer.statusCode() + " " + answer.body().strip() + ")";
        check(answer.statusCode() == status, name + " is a " + status);
        check(answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json"), name + " is problem+json");
        check(answer.headers().allValues("Strict-Transport-Security").size() == 1, name + " has one HSTS header");
        isCatalogued(json(answer.body()), status, code, name);
        check(
                answer.headers().firstValue("Flowlet-Request-Id").equals(java.util.Optional.of(json(answer.body()).path("request_id").asString())),
                name + " has its request id in the header too");
    }

    private void isRawProblem(String answer, int status, String code) throws Exception {
        String name = code + " (" + summary(answer) + ")";
        check(answer.startsWith("HTTP/1.1 " + status), name + " is a " + status);
        check(answer.contains("Content-Type: application/problem+json"), name + " is problem+json");
        int body = answer.indexOf("\r\n\r\n");
        isCatalogued(body < 0 ? json("{}") : json(answer.substring(body)), status, code, name);
    }

    private void isCatalogued(JsonNode problem, int status, String code, String name) throws Exception {
        check(problem.path("request_id").asString().startsWith("edge_"), name + " comes from NGINX");
        check(problem.path("status").asInt() == status && problem.path("code").asString().equals(code), name + " says so itself");
        check(problem.path("errors").isArray() && problem.path("trace_id").asString().length() == 32 && problem.has("instance"), name + " is whole");
        JsonNode catalogued = json(get("/problems/" + code, "Accept", "application/json").body());
        for (String member : List.of("type", "title", "detail", "category", "retryable", "advice")) {
            if (catalogued.has(member)) {
                check(problem.path(member).equals(catalogued.path(member)), name + ": " + member + " is " + catalogued.path(member));
            }
        }
        check(catalogued.has("title") && catalogued.has("detail"), "the catalogue tells " + code + ": " + catalogued);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return get(HttpClient.Version.HTTP_2, path, headers);
    }

    private HttpResponse<String> get1(String path, String... headers) throws IOException, InterruptedException {
        return get(HttpClient.Version.HTTP_1_1, path, headers);
    }

    private HttpResponse<String> get(HttpClient.Version version, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(SITE + path)).version(version).timeout(Duration.ofSeconds(20));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(SITE + path))
                .version(HttpClient.Version.HTTP_1_1)
                .expectContinue(body.length() > 1_000_000)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> token(String pair) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(SITE + "/oauth2/token"))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private String tls(String request) throws IOException {
        return raw(trust.getSocketFactory().createSocket("localhost", TLS), request);
    }

    /** Writes the bytes as they are and reads until the other side ends, two seconds at most. */
    private static String raw(Socket socket, String request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (socket) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            byte[] some = new byte[8192];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                answer.write(some, 0, read);
            }
        } catch (SocketTimeoutException | SocketException e) {
            // what came is the answer
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private String serverLine(String marker) throws Exception {
        for (int i = 0; i < 50; i++) {
            for (String line : Files.readAllLines(LOGS.resolve("server.log"))) {
                if (line.contains(marker)) {
                    return line;
                }
            }
            Thread.sleep(100);
        }
        return "no line of the server tells of " + marker;
    }

    private synchronized void check(boolean holds, String name) {
        checks++;
        if (!holds) {
            failures.add(name);
        }
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static int answers(String answer) {
        return answer.split("HTTP/1\\.1 \\d{3}", -1).length - 1;
    }

    private static String firstLine(String answer) {
        return answer.lines().findFirst().orElse("nothing");
    }

    private static String summary(String answer) {
        return answers(answer) + " answers, " + firstLine(answer);
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }

    private static List<String> words(String configuration, String directive, String separator) {
        Matcher line = Pattern.compile("(?m)^" + directive + " ([^;]+);").matcher(configuration);
        return line.find() ? List.of(line.group(1).split(separator)) : List.of();
    }

    private static List<String> texts(JsonNode array) {
        return array.values().stream().map(JsonNode::asString).toList();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static SSLContext trustOf(Path certificate) {
        try (InputStream file = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("edge", CertificateFactory.getInstance("X.509").generateCertificate(file));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
