package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.ProblemCode;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Cases;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Requests that are almost right: none may break the server, and each refusal is one of the catalogue. */
class FuzzModuleTests extends EdgeTests {
    private static final int REQUESTS = 3_000;
    private static final Set<String> CODES =
            Arrays.stream(ProblemCode.values()).map(ProblemCode::code).collect(Collectors.toSet());
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY", "post");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "0",
            "-0.00",
            "1e400",
            "NaN",
            "EUR",
            "\\u0000",
            "\\ud800",
            "\\u202e",
            "';drop table x;--",
            "<script>",
            "%s%n",
            "${jndi:ldap://x}",
            "../../etc/passwd",
            "\u00e9",
            "e\\u0301",
            "\\\"",
            "{",
            "999999999999999999999999",
            "9223372036854775808",
            "pay_01jd2k7v3ne8x9c4m5p6q7r8st");

    @Test
    void answersEveryRequestWithoutBreaking() {
        TestProgram program = newProgram();
        ApiClient client = program.client();
        String subscriber = TestProgram.subscriber(client);
        String wallet = TestProgram.wallet(client, subscriber, 100_000);
        String other = TestProgram.wallet(client, subscriber, 0);
        List<String> tokens = List.of(
                authorization(client),
                authorization(client),
                authorization(client),
                authorization(signedUp(client)),
                authorization(ApiClient.signIn(port, program.credentials(TenantMode.TEST), "wallets:read")),
                authorization(program.client()) + "x",
                "Bearer " + "a.b.c",
                "Basic eDp5");
        List<Target> targets = new ArrayList<>(ofOnboarding(subscriber));
        targets.addAll(List.of(
                new Target(
                        "POST",
                        "/v1/payments",
                        "{\"from_wallet_id\":\"" + wallet + "\",\"to_wallet_id\":\"" + other
                                + "\",\"amount\":{\"value\":\"0.01\",\"currency\":\"EUR\"},\"description\":\"x\"}"),
                new Target(
                        "POST",
                        "/v1/deposits",
                        "{\"wallet_id\":\"" + wallet + "\",\"amount\":{\"value\":\"0.01\",\"currency\":\"EUR\"}}"),
                new Target("POST", "/v1/wallets", "{\"subscriber_id\":\"" + subscriber + "\",\"currency\":\"EUR\"}"),
                new Target(
                        "POST",
                        "/v1/subscribers",
                        "{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"email\":\"ada@example.com\"}"),
                new Target("POST", "/v1/oauth_clients", "{\"name\":\"x\",\"scopes\":[\"wallets:read\"]}"),
                new Target("POST", "/v1/programs", "{\"name\":\"x\"}"),
                new Target("POST", "/oauth2/token", "grant_type=client_credentials&scope=wallets%3Aread"),
                new Target("POST", "/oauth2/introspect", "token=x"),
                new Target("GET", "/oauth2/jwks", ""),
                new Target("GET", "/v1/payments", ""),
                new Target("GET", "/v1/payments/" + unknown(), ""),
                new Target("GET", "/v1/wallets", ""),
                new Target("GET", "/v1/wallets/" + wallet, ""),
                new Target("GET", "/v1/wallets/" + wallet + "/balance", ""),
                new Target("GET", "/v1/wallets/" + other + "/entries", ""),
                new Target("GET", "/v1/subscribers/" + subscriber, ""),
                new Target("GET", "/v1/audit/events", ""),
                new Target("GET", "/problems/not_found", ""),
                new Target("GET", "/invite/x", ""),
                new Target("GET", "/v1/nothing", ""),
                new Target("GET", "/", "")));
        Map<String, Integer> seen = new TreeMap<>();
        Cases.check("fuzzed requests", REQUESTS, random -> {
            byte[] request = request(random, pick(random, targets), pick(random, tokens));
            new RawHttp(port).tryOnce(request).ifPresent(answer -> {
                String told = answer.status() + " " + told(answer);
                assertThat(answer.status())
                        .as("%s to %s", told, printable(request))
                        .isNotEqualTo(500);
                assertThat(told).as(() -> printable(request)).doesNotEndWith("?");
                seen.merge(told, 1, Integer::sum);
            });
        });
        System.out.println("fuzzed requests were answered: " + seen);
        assertThat(seen.keySet())
                .as("the requests reach beyond the first check")
                .hasSizeGreaterThan(12);
    }

    private ApiClient signedUp(ApiClient client) {
        String account = "{\"email\":\"fuzz@example.com\",\"password\":\"" + SignIn.PASSWORD
                + "\",\"given_name\":\"Ada\",\"family_name\":\"Lovelace\"}";
        assertThat(client.post("/v1/signup", account, null).status()).isEqualTo(202);
        SignIn.App app =
                SignIn.app(port, client, "subscriber", "profile:read", "profile:write", "kys:read", "kys:write");
        return SignIn.person(app, "fuzz@example.com", SignIn.PASSWORD);
    }

    private static List<Target> ofOnboarding(String subscriber) {
        String policy = "{\"based_on\":1,\"body\":{\"steps\":[\"identity\"],\"minimum_age_years\":18},"
                + "\"effective_at\":\"2030-01-01T00:00:00Z\"}";
        String consent = "{\"subscriber_id\":\"" + subscriber + "\",\"purpose\":\"service\",\"notice_version\":1,"
                + "\"notice_hash\":\"" + "0".repeat(64) + "\",\"language\":\"en\",\"accepted\":true}";
        return List.of(
                new Target("POST", "/v1/kys/identity", TestProgram.IDENTITY.formatted(subscriber)),
                new Target("POST", "/v1/kys/risk-profile", TestProgram.ANSWERS.formatted(subscriber)),
                new Target("POST", "/v1/kys/consents", consent),
                new Target("POST", "/v1/kys/consents/x/withdrawal", ""),
                new Target("GET", "/v1/kyc/status?subscriber_id=" + subscriber, ""),
                new Target("GET", "/v1/kys/notices", ""),
                new Target("POST", "/v1/kys/cases", "{\"subscriber_id\":\"" + subscriber + "\"}"),
                new Target("GET", "/v1/kys/cases?state=review", ""),
                new Target(
                        "POST",
                        "/v1/kys/cases/" + io.flowlet.ids.PublicId.format("kys", new UUID(1, 2)) + "/decisions",
                        "{\"decision\":\"approve\",\"reason\":\"x\"}"),
                new Target("GET", "/v1/screening_hits?status=open", ""),
                new Target(
                        "POST",
                        "/v1/screening_hits/" + io.flowlet.ids.PublicId.format("hit", new UUID(1, 2)) + "/decisions",
                        "{\"decision\":\"clear\",\"reason\":\"x\"}"),
                new Target(
                        "POST",
                        "/v1/screenings",
                        "{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"birth_on\":\"1985-12-10\",\"countries\":[\"DE\"]}"),
                new Target("POST", "/v1/policies/onboarding/proposals", policy),
                new Target("GET", "/v1/policies/onboarding/versions", ""),
                new Target(
                        "POST",
                        "/v1/signup",
                        "{\"email\":\"eve@example.com\",\"password\":\"x\",\"given_name\":\"Eve\",\"family_name\":\"Moore\"}"),
                new Target("GET", "/v1/me", ""),
                new Target("GET", "/v1/me/sessions", ""),
                new Target("DELETE", "/v1/me/sessions/x", ""),
                new Target("POST", "/v1/me/password", "{\"current_password\":\"x\",\"new_password\":\"y\"}"),
                new Target("POST", "/v1/staff_invitations", "{\"email\":\"eve@example.com\",\"roles\":[\"analyst\"]}"),
                new Target("GET", "/v1/staff", ""),
                new Target("GET", "/signin", ""),
                new Target("GET", "/invite/staff/x", ""));
    }

    /** The problem's code, the OAuth error, or {@code ok}; {@code ?} for a refusal that is neither. */
    private static String told(RawHttp.Answer answer) {
        if (answer.status() < 400) {
            return "ok";
        }
        String type = answer.header("content-type");
        if (type.equals("application/problem+json") && CODES.contains(answer.code())) {
            return answer.code();
        }
        if (answer.body().isEmpty()) {
            return "without a body"; // the answer to a HEAD
        }
        if (type.startsWith("text/html")) {
            return "page"; // an invitation is opened in a browser
        }
        return type.startsWith("application/json") && answer.json().has("error") ? "oauth" : "?";
    }

    /** A request that would be right. */
    private record Target(String method, String path, String body) {}

    private byte[] request(RandomGenerator random, Target target, String token) {
        String method = random.nextInt(8) == 0 ? pick(random, METHODS) : target.method();
        StringBuilder head = new StringBuilder(method).append(' ').append(mutated(random, target.path(), 10));
        if (random.nextInt(8) == 0) {
            head.append('?').append(mutated(random, "limit=5&cursor=abc", 3));
        }
        head.append(" HTTP/1.1\r\nHost: x\r\n");
        // an address for each request: the limit of one address is another test's matter
        head.append("X-Forwarded-For: 198.18.%d.%d\r\n".formatted(random.nextInt(256), random.nextInt(1, 255)));
        maybe(random, head, 12, "Authorization", token);
        maybe(
                random,
                head,
                12,
                "Idempotency-Key",
                random.nextInt(4) == 0 ? "same" : new UUID(random.nextLong(), random.nextLong()).toString());
        String type = target.path().startsWith("/oauth2/") ? "application/x-www-form-urlencoded" : "application/json";
        maybe(
                random,
                head,
                12,
                "Content-Type",
                random.nextInt(12) > 0
                        ? type
                        : pick(
                                random,
                                List.of(
                                        "application/json; charset=utf-16",
                                        "text/plain",
                                        "application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=x")));
        maybe(
                random,
                head,
                2,
                "Accept",
                pick(random, List.of("*/*", "application/json", "text/html", "x", "image/png;q=0.1")));
        maybe(random, head, 1, "Flowlet-Version", pick(random, List.of("2026-11-01", "2020-01-01")));
        maybe(random, head, 1, "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        maybe(
                random,
                head,
                1,
                pick(
                        random,
                        List.of(
                                "If-Match",
                                "Range",
                                "Expect",
                                "Content-Encoding",
                                "X-HTTP-Method-Override",
                                "Cookie",
                                "Origin")),
                pick(random, TEXTS));
        byte[] content = mutated(random, target.body(), 2).getBytes(StandardCharsets.UTF_8);
        boolean chunked = random.nextInt(6) == 0;
        head.append(
                chunked
                        ? "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(content.length) + "\r\n"
                        : "Content-Length: " + content.length + "\r\n\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] last = chunked ? "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII) : new byte[0];
        byte[] all = new byte[first.length + content.length + last.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        System.arraycopy(last, 0, all, first.length + content.length, last.length);
        if (random.nextInt(25) == 0) {
            all[random.nextInt(all.length)] = (byte) random.nextInt(256);
        }
        return all;
    }

    private static void maybe(RandomGenerator random, StringBuilder head, int inThirteen, String name, String value) {
        if (random.nextInt(13) < inThirteen) {
            head.append(name).append(": ").append(value).append("\r\n");
        }
    }

    /** Changed in one of {@code often} cases: cut, doubled, with another text or character somewhere. */
    private static String mutated(RandomGenerator random, String text, int often) {
        if (text.isEmpty() || random.nextInt(often) != 0) {
            return text;
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at);
            case 1 -> text + text;
            case 2 -> text.substring(0, at) + (char) random.nextInt(0x21, 0x7f) + text.substring(at + 1);
            case 3 -> text.substring(0, at) + pick(random, TEXTS) + text.substring(at);
            case 4 ->
                text.replaceFirst(
                        "\"[^\"]*\"(?=[,}])",
                        "\"" + java.util.regex.Matcher.quoteReplacement(pick(random, TEXTS)) + "\"");
            default ->
                text.replaceFirst(
                        "\"[^\"]*\"(?=[,}])",
                        pick(random, List.of("null", "5", "true", "[]", "{}", "1.5", "[[[[[[1]]]]]]")));
        };
    }

    private static <T> T pick(RandomGenerator random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static String unknown() {
        return io.flowlet.ids.PublicId.format("pay", new UUID(1, 2));
    }

    private static String printable(byte[] request) {
        return new String(request, StandardCharsets.ISO_8859_1).replaceAll("Bearer [^\r]*", "Bearer …");
    }
}
