package io.flowlet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.acceptance.Caller.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words that stand for what nobody may find in clear: personal data and secrets, handed in wherever the API takes text, in requests that are
 * accepted and in such that are refused.
 */
final class Canaries {
    private static final Pattern SUBSCRIBER = Pattern.compile("\"id\":\"(sub_[0-9a-z]+)\"");

    /** Of people; in requests that are accepted. */
    private static final String GIVEN = "Zephyrine";

    private static final String FAMILY = "Quillonbright";
    private static final String EMAIL = "zq.canary@example.com";
    private static final String STREET = "Kanarienweg 4711";
    private static final String PHONE = "+4922899041736";
    private static final String DOCUMENT = "CNRY7X00T47";
    private static final String DESCRIPTION = "canary rent of May";

    /** In requests that are refused. */
    private static final String MISTYPED = "refusedcanaryvalue";

    private static final String UNPARSED = "unparsedcanary";
    private static final String IN_PATH = "pathcanary00000";
    private static final String IN_QUERY = "querycanary";
    private static final String PASSWORD = "passphrase-canary-9";
    private static final String SECRET = "flw-secret-canary";
    private static final String TOKEN = "bearercanarytoken";

    private static final List<String> ALL = List.of(
            GIVEN,
            FAMILY,
            EMAIL,
            STREET,
            PHONE,
            DOCUMENT,
            DESCRIPTION,
            MISTYPED,
            UNPARSED,
            IN_PATH,
            IN_QUERY,
            PASSWORD,
            SECRET,
            TOKEN);

    private final Demo demo;
    private final Caller caller;

    Canaries(Demo demo, Caller caller) {
        this.demo = demo;
        this.caller = caller;
    }

    private URI api(String path) {
        return demo.api().resolve(path);
    }

    /** Hands all of them in; what is refused must not repeat them. */
    void plant() {
        accepted();
        refused(400, caller.post(api("/v1/subscribers"), """
                {"given_name":"A","family_name":"B","email":"%s"}
                """.formatted(MISTYPED)));
        refused(400, caller.post(api("/v1/subscribers"), """
                {"given_name":"A","family_name":"B","email":{"%s":1}}
                """.formatted(MISTYPED)));
        refused(400, caller.post(api("/v1/subscribers"), "{\"given_name\":\"%s".formatted(UNPARSED)));
        // a problem names the path to whoever asked for it; a log must not keep it
        assertThat(caller.get(api("/v1/wallets/" + IN_PATH)).status()).isEqualTo(404);
        assertThat(caller.get(api("/v1/" + IN_PATH)).status()).isEqualTo(404);
        refused(400, caller.get(api("/v1/subscribers?limit=" + IN_QUERY)));
        refused(401, caller.get(api("/v1/subscribers"), TOKEN));
        String basic =
                Base64.getEncoder().encodeToString((demo.clientId() + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        refused(
                401,
                caller.form(api("/oauth2/token"), "grant_type=client_credentials", "Authorization", "Basic " + basic));
        String password = "grant_type=password&username=%s&password=%s".formatted(EMAIL, PASSWORD);
        assertThat(caller.form(api("/oauth2/token"), password, "Accept", "*/*").body())
                .doesNotContain(ALL);
        assertThat(caller.form(api("/sign-in"), "email=%s&password=%s".formatted(EMAIL, PASSWORD), "Accept", "*/*")
                        .body())
                .doesNotContain(PASSWORD);
    }

    private void accepted() {
        Answer made = caller.post(
                api("/v1/subscribers"),
                "{\"given_name\":\"%s\",\"family_name\":\"%s\",\"email\":\"%s\"}".formatted(GIVEN, FAMILY, EMAIL));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        Matcher subscriber = SUBSCRIBER.matcher(made.body());
        assertThat(subscriber.find()).as(made.body()).isTrue();
        Answer identity = caller.post(
                api("/v1/kys/identity"), """
                {"subscriber_id":"%s","given_name":"%s","family_name":"%s","birth_on":"1971-03-04","nationality":"DE",
                 "residence_country":"DE","address":{"line1":"%s","city":"Bonn","postal_code":"53111","country":"DE"},
                 "phone":"%s","document":{"type":"passport","number":"%s","issuing_country":"DE"}}
                """.formatted(subscriber.group(1), GIVEN, FAMILY, STREET, PHONE, DOCUMENT));
        // consents come first: handed in and refused is just as well
        assertThat(identity.status()).as(identity.body()).isIn(200, 201, 409);
        for (String lookup : List.of(
                "{\"field\":\"email\",\"value\":\"%s\"}".formatted(EMAIL),
                "{\"field\":\"phone\",\"value\":\"%s\"}".formatted(PHONE),
                "{\"field\":\"document_number\",\"value\":\"%s\"}".formatted(DOCUMENT))) {
            Answer found = caller.post(api("/v1/subscribers/lookups"), lookup);
            assertThat(found.status()).as(found.body()).isEqualTo(200);
            assertThat(found.body()).doesNotContain(ALL);
        }
        Answer paid = caller.post(api("/v1/payments"), """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"0.01","currency":"EUR"},"description":"%s"}
                """.formatted(demo.fromWallet(), demo.toWallet(), DESCRIPTION));
        assertThat(paid.status()).as(paid.body()).isEqualTo(201);
    }

    private static void refused(int status, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain(ALL);
    }

    /** In no name and value of the metrics. */
    void assertNotMeasured() {
        assertThat(caller.look(demo.management().resolve("/actuator/prometheus"))
                        .body())
                .doesNotContain(ALL);
    }

    /** Puts one of them into {@code file} in clear, for whoever wants to see it found. */
    static void leak(Path file) throws IOException {
        Files.writeString(file, "somebody called " + FAMILY + " was here");
    }

    /** In no file under {@code folder}: tables, indexes, write-ahead log, logs, checkpoints, keys; nor as hex or Base64. */
    static void assertNotIn(Path folder) throws IOException {
        List<byte[]> wanted = ALL.stream().flatMap(Canaries::forms).toList();
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                wanted.stream()
                        .filter(form -> contains(content, form))
                        .forEach(form ->
                                found.add(folder.relativize(file) + ": " + new String(form, StandardCharsets.UTF_8)));
            }
        }
        assertThat(found).isEmpty();
    }

    private static Stream<byte[]> forms(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        // as the first thing encoded; its last group depends on what follows
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        return Stream.of(word, HexFormat.of().formatHex(bytes), base64.substring(0, base64.length() / 4 * 4))
                .map(form -> form.getBytes(StandardCharsets.UTF_8));
    }

    static boolean contains(byte[] content, byte[] wanted) {
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
}
