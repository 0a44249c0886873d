package io.flowlet.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An OpenID provider on the loopback that signs whomever in, checks what a client must send, and answers wrongly where a test wants it.
 *
 * <p>Its certificate is in {@link #certificate}; the host is {@code localhost}.
 */
public final class OpenIdProvider implements AutoCloseable {
    public static final String CLIENT_ID = "flowlet-at-the-bank";
    public static final String SECRET = "a-secret-of-the-bank-and-its-vendor";
    public static final String ACR = "urn:bank:two-factors";

    private static final String PASSWORD = "changeit";
    private static final Path KEYS = newKeys();

    private final HttpsServer server;
    private final ECKey key = newKey();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, Object> document = new TreeMap<>();
    private volatile Consumer<JWTClaimsSet.Builder> claims = all -> {};
    private volatile Function<JWTClaimsSet, String> signing = this::signed;
    private volatile Function<String, String> answering = json -> json;
    private volatile int tokenStatus = 200;
    private volatile boolean forgetful;
    private volatile long pauseMillis;
    private volatile Map<String, String> lastForm = Map.of();

    public OpenIdProvider() {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200, json(document)));
        server.createContext("/jwks", exchange -> answer(exchange, 200, keys()));
        server.createContext("/token", this::token);
        server.createContext("/moved", exchange -> redirect(exchange, "http://169.254.169.254/latest/meta-data/"));
        document.put("issuer", issuer());
        document.put("authorization_endpoint", issuer() + "/authorize");
        document.put("token_endpoint", issuer() + "/token");
        document.put("jwks_uri", issuer() + "/jwks");
        document.put("response_types_supported", List.of("code"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("authorization_response_iss_parameter_supported", true);
        server.start();
    }

    /** PEM of the certificate of all providers. */
    public static Path certificate() {
        return KEYS.resolveSibling("provider.pem");
    }

    public String issuer() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** What it publishes; to be changed before it is asked first. */
    public Map<String, Object> document() {
        return document;
    }

    /** What its ID tokens say otherwise than a sound one. */
    public void saying(Consumer<JWTClaimsSet.Builder> other) {
        claims = other;
    }

    public void signing(Function<JWTClaimsSet, String> other) {
        signing = other;
    }

    /** What it makes of the token endpoint's answer. */
    public void answering(Function<String, String> other) {
        answering = other;
    }

    public void failing(int status) {
        tokenStatus = status;
    }

    /** From now on it does not look at PKCE. */
    public void forgetful() {
        forgetful = true;
    }

    public void pausing(long millis) {
        pauseMillis = millis;
    }

    /** What the token endpoint was sent last. */
    public Map<String, String> lastForm() {
        return lastForm;
    }

    public ECKey key() {
        return key;
    }

    /**
     * Signs {@code subject} in, for whoever is sent to {@code location}.
     *
     * @return path and query at which the browser comes back
     */
    public String signIn(String location, String subject, String email) {
        Map<String, String> asked = parameters(URI.create(location).getRawQuery());
        String code = UUID.randomUUID().toString();
        Map<String, String> kept = new HashMap<>(asked);
        kept.put("sub", subject);
        kept.put("email", email);
        codes.put(code, kept);
        return back(asked, "code=" + code + "&iss=" + issuer());
    }

    /** Where the browser comes back with {@code answer} and its state. */
    public static String back(Map<String, String> asked, String answer) {
        return URI.create(asked.getOrDefault("redirect_uri", "")).getPath() + "?state=" + asked.get("state") + "&"
                + answer;
    }

    /** The parameters of a query or a form. */
    public static Map<String, String> parameters(String encoded) {
        return Arrays.stream(encoded.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    public String signed(JWTClaimsSet set) {
        return signed(set, key);
    }

    public String signed(JWTClaimsSet set, ECKey by) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .keyID(by.getKeyID())
                    .build();
            SignedJWT jwt = new SignedJWT(header, set);
            jwt.sign(new ECDSASigner(by));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        lastForm = parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> asked = codes.remove(lastForm.getOrDefault("code", ""));
        pause();
        boolean right = asked != null
                && "authorization_code".equals(lastForm.get("grant_type"))
                && CLIENT_ID.equals(lastForm.get("client_id"))
                && (SECRET.equals(lastForm.get("client_secret")) || lastForm.containsKey("client_assertion"))
                && (forgetful
                        || SignIn.challenge(lastForm.getOrDefault("code_verifier", ""))
                                .equals(asked.get("code_challenge")))
                && asked.getOrDefault("redirect_uri", "").equals(lastForm.get("redirect_uri"));
        if (asked == null || !right || tokenStatus != 200) {
            answer(exchange, right ? tokenStatus : 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(exchange, 200, answering.apply(json(Map.of("id_token", signing.apply(idToken(asked))))));
    }

    private JWTClaimsSet idToken(Map<String, String> asked) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT_ID)
                .subject(asked.get("sub"))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", asked.get("nonce"))
                .claim("auth_time", now.getEpochSecond())
                .claim("acr", ACR)
                .claim("amr", List.of("pwd", "hwk", "of-the-house"))
                .claim("email", asked.get("email"))
                .claim("email_verified", true);
        claims.accept(set);
        return set.build();
    }

    private String keys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    private void pause() {
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String json(Map<String, Object> members) {
        return JSONObjectUtils.toJSONString(members);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        }
    }

    private static SSLContext tls() {
        try (InputStream file = Files.newInputStream(KEYS)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Java makes certificates by this tool alone. */
    private static Path newKeys() {
        try {
            Path folder = Files.createTempDirectory("openid-provider");
            Path keys = folder.resolve("provider.p12");
            keytool(
                    "-genkeypair",
                    keys,
                    "-alias",
                    "provider",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-validity",
                    "2");
            keytool(
                    "-exportcert",
                    keys,
                    "-alias",
                    "provider",
                    "-rfc",
                    "-file",
                    folder.resolve("provider.pem").toString());
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keytool(String command, Path store, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        line.addAll(List.of(options));
        Process process = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An unsigned token with these claims. */
    public static String unsigned(JWTClaimsSet set) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString(set.toString().getBytes(StandardCharsets.UTF_8)) + ".";
    }

    public static Map<String, Object> header(String compact) {
        try {
            return SignedJWT.parse(compact).getHeader().toJSONObject();
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The value of a claim's member, for tests that look at what was sent. */
    public static Object claim(String compact, String name) {
        try {
            return Objects.requireNonNull(
                    SignedJWT.parse(compact).getJWTClaimsSet().getClaim(name));
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
