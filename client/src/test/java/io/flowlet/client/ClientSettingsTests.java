package io.flowlet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientSettingsTests {
    private static final String CANARY = "canary-4f5e6d7c";

    @TempDir
    private Path temporary;

    private static Map<String, String> sound() {
        return new HashMap<>(Map.of(
                "FLOWLET_CLIENT_SERVER_URL", "http://server:8080",
                "FLOWLET_CLIENT_ISSUER", "https://id.example.com",
                "FLOWLET_CLIENT_PUBLIC_URL", "https://app.example.com/",
                "FLOWLET_CLIENT_SUBSCRIBER_CLIENT_ID", "cli_1",
                "FLOWLET_CLIENT_SUBSCRIBER_CLIENT_SECRET", CANARY,
                "FLOWLET_CLIENT_STAFF_CLIENT_ID", "cli_2",
                "FLOWLET_CLIENT_STAFF_CLIENT_SECRET", CANARY,
                "FLOWLET_DATABASE_URL", "of no interest here"));
    }

    @Test
    void readsWhatIsWrittenAndKnowsTheRest() {
        Map<String, String> environment = sound();
        environment.put("FLOWLET_CLIENT_SESSION_IDLE", "15m");
        environment.put("FLOWLET_CLIENT_PAYEES", "Harbour Books=wal_0123456789abc; Café Nord=wal_abcdefghijk");
        ClientSettings settings = ClientSettings.of(environment);
        assertThat(settings.publicUrl()).isEqualTo(URI.create("https://app.example.com"));
        assertThat(settings.isHttps()).isTrue();
        assertThat(settings.address()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8090);
        assertThat(settings.maxSessions()).isEqualTo(10_000);
        assertThat(settings.sessionIdle()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.payees())
                .isEqualTo(List.of(
                        new SuggestedPayee("Harbour Books", "wal_0123456789abc"),
                        new SuggestedPayee("Café Nord", "wal_abcdefghijk")));
        assertThat(settings.toString()).doesNotContain(CANARY);
    }

    @Test
    void theIssuerIsTheServerUnlessItIsNamed() {
        Map<String, String> environment = sound();
        environment.remove("FLOWLET_CLIENT_ISSUER");
        assertThat(ClientSettings.of(environment).issuer()).isEqualTo(URI.create("http://server:8080"));
    }

    @Test
    void readsASecretFromAFile() throws IOException {
        Map<String, String> environment = sound();
        environment.remove("FLOWLET_CLIENT_STAFF_CLIENT_SECRET");
        environment.put(
                "FLOWLET_CLIENT_STAFF_CLIENT_SECRET_FILE",
                secretFile("rw-r-----").toString());
        assertThat(ClientSettings.of(environment).staff().secret()).isEqualTo("from-a-file");
    }

    @Test
    void readsNoSecretThatOthersMayRead() throws IOException {
        Path open = secretFile("rw-r--r--");
        Map<String, String> values = sound();
        values.remove("FLOWLET_CLIENT_STAFF_CLIENT_SECRET");
        values.put("FLOWLET_CLIENT_STAFF_CLIENT_SECRET_FILE", open.toString());
        assertThatThrownBy(() -> ClientSettings.of(values))
                .hasMessageContaining("chmod 600 " + open)
                .hasMessageNotContaining("from-a-file");
    }

    private Path secretFile(String mode) throws IOException {
        Path file = temporary.resolve("secret");
        Files.writeString(file, "from-a-file\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void tellsEveryFaultAtOnceAndNoSecret() {
        Map<String, String> environment = sound();
        environment.remove("FLOWLET_CLIENT_SERVER_URL");
        environment.put("FLOWLET_CLIENT_PUBLIC_URL", "http://app.example.com");
        environment.put("FLOWLET_CLIENT_PORT", "many");
        environment.put("FLOWLET_CLIENT_STAF_CLIENT_SECRET", CANARY);
        environment.put("FLOWLET_CLIENT_STAFF_CLIENT_SECRET", "");
        assertThatThrownBy(() -> ClientSettings.of(environment))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("The client cannot start: 5 settings are wrong.")
                .hasMessageContaining("FLOWLET_CLIENT_STAF_CLIENT_SECRET")
                .hasMessageContaining("must look like https://host (http:// only for 127.0.0.1, ::1 and localhost)")
                .hasMessageContaining("must be a whole number from 0 to 65535")
                .hasMessageContaining("Reference: docs/reference/client.md")
                .hasMessageNotContaining(CANARY);
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER_URL,ftp://server",
        "SERVER_URL,https://server/path",
        "SERVER_URL,https://user@server",
        "SERVER_URL,https://server?x=1",
        "SERVER_URL,not an address",
        "ISSUER,http://id.example.com",
        "PUBLIC_URL,http://10.0.0.1",
        "PORT,-1",
        "PORT,65536",
        "MAX_SESSIONS,5",
        "SESSION_IDLE,30",
        "SESSION_IDLE,30s",
        "SESSION_IDLE,13h",
        "PAYEES,Harbour Books",
        "PAYEES,Harbour Books=sub_0123456789abc",
        "STAFF_CLIENT_SECRET_FILE,/no/such/file"
    })
    void refuses(String name, String value) {
        Map<String, String> environment = sound();
        environment.put("FLOWLET_CLIENT_" + name, value);
        SettingsRefused refused = catchThrowableOfType(SettingsRefused.class, () -> ClientSettings.of(environment));
        assertThat(refused).isNotNull();
        assertThat(refused.faults()).extracting(SettingsRefused.Fault::name).containsExactly("FLOWLET_CLIENT_" + name);
    }
}
