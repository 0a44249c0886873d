package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.GeneratedPage;
import io.flowlet.testing.Loggers;
import io.flowlet.testing.PlantedWords;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import io.flowlet.vault.RootBackup;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Personal data and secrets, handed in wherever the API takes text, stand in clear in no table, log line, metric, problem, key store or backup.
 * What a dump holds is what the tables hold.
 */
class CanaryModuleTests extends PrivacyTests {
    private static final String GIVEN = "Zephyrine";
    private static final String FAMILY = "Quillonbright";
    private static final String EMAIL = "zq.canary@planted.example";
    private static final String SIGN_IN_EMAIL = "zq.signin@planted.example";
    private static final String STAFF_EMAIL = "zq.staff@planted.example";
    private static final String BIRTH = "1971-03-04";
    private static final String STREET = "Kanarienweg 4711";
    private static final String PHONE = "+4922899041736";
    private static final String DOCUMENT = "CNRY7X00T47";
    private static final String CARD = "4929000000006";
    private static final String TEXT = "plantedreason";
    private static final String TYPED = "refusedplantedvalue";
    private static final List<String> WORDS = List.of(
            GIVEN,
            FAMILY,
            EMAIL,
            SIGN_IN_EMAIL,
            STAFF_EMAIL,
            STREET,
            PHONE,
            PHONE.substring(1),
            DOCUMENT,
            CARD,
            TEXT,
            TYPED,
            SignIn.PASSWORD);

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private VaultSettings vaultSettings;

    private final JsonMapper json = new JsonMapper();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> secrets = new ArrayList<>();
    private Level before = Level.INFO;

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
        Loggers.unsilence();
        before = root.getLevel();
        root.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        root.setLevel(before);
        root.detachAppender(log);
    }

    @Test
    void whatIsHandedInStandsNowhereInClear(@TempDir Path folder) {
        walk();
        refusals();
        PlantedWords words =
                new PlantedWords(Stream.concat(WORDS.stream(), secrets.stream()).toList());

        assertThat(words.in(superuser)).as("tables").isEmpty();
        assertThat(words.in(logged())).as("log").isEmpty();
        assertThat(words.in(measured())).as("metrics").isEmpty();
        Path backup = folder.resolve("backup");
        RootBackup.write(vaultSettings, make(backup));
        assertThat(words.in(backup)).as("backup of the root key").isEmpty();
        assertThat(words.in(vaultSettings.keyStore())).as("key store").isEmpty();
    }

    @Test
    void theScanFindsWhatStandsInClear(@TempDir Path folder) throws IOException {
        PlantedWords words = new PlantedWords(List.of("Plainlyvisible word"));
        assertThat(words.in(superuser)).isEmpty();
        for (String value : List.of(
                "'x plainlyVISIBLE word x'",
                "encode(convert_to('Plainlyvisible word', 'UTF8'), 'hex')",
                "encode(convert_to('Plainlyvisible word', 'UTF8'), 'base64')",
                "encode(convert_to('a Plainlyvisible word', 'UTF8'), 'base64')",
                "encode(convert_to('abPlainlyvisible word.', 'UTF8'), 'base64')",
                "'a=Plainlyvisible+word'")) {
            superuser.update("update programs.program set name = left(" + value + ", 100) where id = ?", programId());
            assertThat(words.in(superuser))
                    .as(value)
                    .isNotEmpty()
                    .allSatisfy(hit -> assertThat(hit).startsWith("programs.program: "));
        }
        superuser.update("update programs.program set name = 'Test program' where id = ?", programId());
        // bytes that are no ciphertext
        superuser.update(
                "insert into vault.platform_key values ('planted', 1, 'x', convert_to('a Plainlyvisible word', 'UTF8'), '', 'retired', now())");
        assertThat(words.in(superuser)).singleElement().asString().startsWith("vault.platform_key: ");
        superuser.update("delete from vault.platform_key where use = 'planted'");
        assertThat(words.in(superuser)).isEmpty();

        root.warn("somebody wrote a {} word", "plainlyvisible");
        assertThat(words.in(logged())).isNotEmpty();
        meters.counter("flowlet.test.planted", "who", "Plainlyvisible word").increment();
        assertThat(words.in(measured())).isNotEmpty();
        meters.remove(meters.counter("flowlet.test.planted", "who", "Plainlyvisible word"));
        Files.writeString(Files.createDirectories(folder.resolve("deep")).resolve("file"), "\0Plainlyvisible word\0");
        assertThat(words.in(folder)).isNotEmpty();
    }

    @Test
    void theScanReadsEveryTableThatIsListed() throws IOException {
        List<String> read = PlantedWords.tables(superuser);
        for (String table : List.of(
                "subscribers.lookup",
                "subscribers.subscriber",
                "onboarding.declared_identity",
                "http.idempotency",
                "identity.oauth_client",
                "identity.session",
                "identity.token",
                "identity.authorization_code",
                "outbox.event",
                "privacy.export",
                "privacy.record_reading",
                "vault.data_key",
                "audit.leaf")) {
            assertThat(read).contains(table);
        }
        assertThat(read.stream()
                        .filter(table -> table.startsWith("audit.event"))
                        .toList())
                .as("partitions of the log")
                .isNotEmpty();
    }

    /** A walk in which everything is accepted. */
    private void walk() {
        ApiClient officer = staff(StaffRole.OFFICER);
        String zoe = planted();
        ApiClient self = signedIn(zoe, SIGN_IN_EMAIL);
        assertThat(self.get("/v1/me").status()).isEqualTo(200);
        for (String lookup : List.of(
                "{\"field\":\"email\",\"value\":\"" + EMAIL + "\"}",
                "{\"field\":\"phone\",\"value\":\"" + PHONE + "\"}",
                "{\"field\":\"document_number\",\"value\":\"" + DOCUMENT + "\"}",
                person())) {
            assertThat(api.post("/v1/subscribers/lookups", lookup, null).text("/subscriber_ids/0"))
                    .isEqualTo(zoe);
        }
        String wallet = TestProgram.wallet(api, zoe, 1_000);
        String other = TestProgram.wallet(api, TestProgram.subscriber(api), 0);
        done(api.post("/v1/payments", """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"10.00","currency":"EUR"},"description":"%s"}
                """.formatted(wallet, other, TEXT)));
        String token = done(api.post("/v1/tokens", """
                {"type":"card_number","value":"4111111111111111","format":"random","subject_id":"%s"}
                """.formatted(zoe))).text("/id");
        done(api.post("/v1/tokens/" + token + "/reveal", "{\"purpose\":\"dispute\",\"reason\":\"" + TEXT + "\"}"));
        done(api.post("/v1/staff_invitations", "{\"email\":\"" + STAFF_EMAIL + "\",\"roles\":[\"analyst\"]}"));
        done(officer.post("/v1/subscribers/" + zoe + "/exports", ""));
        String hold = done(officer.post(
                        "/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"%s\"}".formatted(zoe, TEXT)))
                .text("/id");
        done(officer.post("/v1/privacy/legal_holds/" + hold + "/lifting", "{\"reason\":\"" + TEXT + "\"}"));
        done(api.post("/v1/subscribers/" + zoe + "/erasure", "{\"reason\":\"" + TEXT + "\"}"));
        assertThat(officer.post(
                                "/v1/subscribers/kept_records/lookups",
                                "{\"lookup\":%s,\"reason\":\"%s\"}".formatted(person(), TEXT),
                                null)
                        .text("/subscriber_ids/0"))
                .isEqualTo(zoe);
        // and somebody who stays
        String again = planted();
        done(officer.post("/v1/subscribers/" + again + "/exports", ""));
        done(officer.post(
                "/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"%s\"}".formatted(again, TEXT)));
        secrets.add(program.credentials(TenantMode.TEST).secret());
        secrets.add(program.credentials(TenantMode.LIVE).secret());
    }

    private String planted() {
        String zoe = done(api.post("/v1/subscribers", """
                {"given_name":"%s","family_name":"%s","email":"%s"}
                """.formatted(GIVEN, FAMILY, EMAIL)))
                .text("/id");
        TestProgram.consent(api, zoe);
        done(api.post(
                "/v1/kys/identity", """
                {"subscriber_id":"%s","given_name":"%s","family_name":"%s","birth_on":"%s","nationality":"DE",
                 "residence_country":"DE","address":{"line1":"%s","line2":"%s","city":"%s","postal_code":"53111","country":"DE"},
                 "phone":"%s","document":{"type":"passport","number":"%s","issuing_country":"DE"}}
                """.formatted(zoe, GIVEN, FAMILY, BIRTH, STREET, TEXT, TEXT, PHONE, DOCUMENT)));
        done(api.post("/v1/kys/risk-profile", TestProgram.ANSWERS.formatted(zoe), null));
        return zoe;
    }

    /** Every operation of the contract with a planted word in every text, and in a field that it does not have: refused, and nothing told of it. */
    private void refusals() {
        ApiClient officer = staff(StaffRole.OFFICER);
        ApiClient self = signedIn(TestProgram.registered(api), "refused@example.com");
        PlantedWords words = new PlantedWords(List.of(TYPED));
        JsonNode contract = json.readTree(contract());
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (Map.Entry<String, JsonNode> path : contract.at("/paths").properties()) {
            JsonNode operation = path.getValue().at("/post");
            JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
            if (schema.isMissingNode()) {
                continue;
            }
            ObjectNode body = (ObjectNode) filled(contract, resolved(contract, schema));
            String known = json.writeValueAsString(body);
            body.put("no_such_field", TYPED);
            String unknown = json.writeValueAsString(body);
            String address = path.getKey().replaceAll("\\{[a-z_]+}", TYPED);
            for (ApiClient caller : List.of(api, officer, self)) {
                for (Answer answer : List.of(
                        caller.post(path.getKey().replaceAll("\\{[a-z_]+}", "x"), known),
                        caller.post(path.getKey().replaceAll("\\{[a-z_]+}", "x"), unknown),
                        caller.post(address, "{\"" + TYPED))) {
                    assertThat(answer.status())
                            .as("%s: %s", path.getKey(), answer.body())
                            .isNotEqualTo(500);
                    String told = answer.body().toString().replace(address, "");
                    assertThat(words.in(told)).as(path.getKey()).isEmpty();
                    statuses.merge(answer.status(), 1, Integer::sum);
                }
            }
        }
        System.out.println("requests with planted words were answered: " + statuses);
        assertThat(statuses)
                .as("they reach the bodies")
                .hasEntrySatisfying(400, refused -> assertThat(refused).isGreaterThan(80));
    }

    private static String contract() {
        try {
            return Files.readString(GeneratedPage.root().resolve("docs/openapi/flowlet.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode resolved(JsonNode contract, JsonNode schema) {
        JsonNode reference = schema.at("/$ref");
        if (!reference.isMissingNode()) {
            return resolved(contract, contract.at(reference.asString().substring(1)));
        }
        for (String several : List.of("/anyOf/0", "/oneOf/0")) {
            if (!schema.at(several).isMissingNode()) {
                return resolved(contract, schema.at(several));
            }
        }
        return schema;
    }

    private JsonNode filled(JsonNode contract, JsonNode schema) {
        if (!schema.at("/properties").isMissingNode()) {
            ObjectNode object = json.createObjectNode();
            schema.at("/properties")
                    .properties()
                    .forEach(each -> object.set(each.getKey(), filled(contract, resolved(contract, each.getValue()))));
            return object;
        }
        if (!schema.at("/items").isMissingNode()) {
            return json.createArrayNode().add(filled(contract, resolved(contract, schema.at("/items"))));
        }
        return json.getNodeFactory().stringNode(TYPED);
    }

    private static String person() {
        return """
               {"field":"name_and_birth_date","person":{"given_name":"%s","family_name":"%s","birth_on":"%s"}}
               """.formatted(GIVEN, FAMILY, BIRTH);
    }

    private String logged() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage()
                        + event.getMDCPropertyMap()
                        + event.getKeyValuePairs()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    private String measured() {
        return meters.getMeters().stream()
                .map(meter -> meter.getId().toString())
                .collect(Collectors.joining("\n"));
    }

    private UUID programId() {
        return program.made().program().id().value();
    }

    private static Path make(Path folder) {
        try {
            return Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer done(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 202);
        return answer;
    }
}
