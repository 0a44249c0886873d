package io.flowlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.settings.SettingKey;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.ValueFormats;
import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference of settings and the example environment are made from the settings records and their Javadoc. */
class SettingsReferenceTests {
    private static final Path SOURCES = GeneratedPage.root().resolve("server/src/main/java");
    private static final int COMMENT_WIDTH = 120;

    private final Map<String, Class<? extends Record>> records = SettingsRecords.all();

    @Test
    void theReferenceIsFresh() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Settings

                Made from the settings records; a test says when this page is stale.

                A setting is written in `config/flowlet.yml` (another file: `--config FILE` or `FLOWLET_CONFIG`) or given as an environment
                variable, which wins. A secret can also be a file: `<key>-file` or `<VARIABLE>_FILE` names it. Durations and sizes need a
                unit. Keys that stand in no table here are refused, and `./flowlet config check` tells everything that is wrong at once;
                `./flowlet config show` shows what a server would run with, secrets masked.
                """);
        for (Map.Entry<String, Class<? extends Record>> bound : records.entrySet()) {
            page.append("\n## %s\n\n%s\n\n".formatted(bound.getKey(), summary(bound.getValue())));
            page.append("| key | variable | value | default | what it is |\n|---|---|---|---|---|\n");
            for (SettingKey key : SettingKey.of(bound.getKey(), bound.getValue())) {
                page.append("| `%s` | `%s` | %s | %s | %s |\n"
                        .formatted(
                                key.name(),
                                key.environmentVariable(),
                                ValueFormats.kind(key.type()) + (key.isSecret() ? ", secret" : ""),
                                defaultOf(key),
                                described(key)));
            }
        }
        GeneratedPage.check("docs/reference/settings.md", page.toString());
    }

    @Test
    void theExampleEnvironmentIsFresh() throws IOException {
        StringBuilder example = new StringBuilder("""
                # Every setting of a Flowlet server as an environment variable. Made from the code; a test says when it is stale.
                # What has no default must be set. A secret can also come from a file: <VARIABLE>_FILE=/run/secrets/name
                """);
        for (Map.Entry<String, Class<? extends Record>> bound : records.entrySet()) {
            example.append("\n# --- ").append(bound.getKey()).append('\n');
            for (SettingKey key : SettingKey.of(bound.getKey(), bound.getValue())) {
                wrapped(described(key).replace("`", ""))
                        .forEach(line -> example.append("# ").append(line).append('\n'));
                String variable =
                        key.environmentVariable() + "=" + key.defaultValue().orElse("");
                example.append(key.isRequired() ? variable : "#" + variable).append('\n');
            }
        }
        GeneratedPage.check(".env.example", example.toString());
    }

    @Test
    void everySettingIsDescribed() throws IOException {
        for (Map.Entry<String, Class<? extends Record>> bound : records.entrySet()) {
            for (SettingKey key : SettingKey.of(bound.getKey(), bound.getValue())) {
                assertThat(described(key)).as("@param of %s", key.name()).isNotBlank();
            }
        }
    }

    @Test
    void everyDefaultIsAllowed() {
        for (Map.Entry<String, Class<? extends Record>> bound : records.entrySet()) {
            for (SettingKey key : SettingKey.of(bound.getKey(), bound.getValue())) {
                assertThat(key.defaultValue().filter(value -> key.isSecret()))
                        .as("%s: a secret has no default", key.name())
                        .isEmpty();
            }
        }
        List<String> faults = new io.flowlet.settings.SettingsCheck(records)
                .check(Map.of()).faults().stream()
                        .filter(fault -> !fault.value().equals("missing"))
                        .map(fault -> fault.key() + " " + fault.fix())
                        .toList();
        assertThat(faults).as("defaults that the check itself refuses").isEmpty();
    }

    private static String defaultOf(SettingKey key) {
        return key.defaultValue()
                .map(value -> value.isEmpty() ? "none" : "`" + value + "`")
                .orElse(key.isRequired() ? "**must be set**" : "none");
    }

    private static String summary(Class<?> owner) throws IOException {
        Matcher javadoc = Pattern.compile("/\\*\\*(.*?)(?=\\n \\* @param|\\n \\* <p>|\\*/)", Pattern.DOTALL)
                .matcher(source(owner).substring(source(owner).indexOf("/**")));
        assertThat(javadoc.find()).as("%s has Javadoc", owner).isTrue();
        return plain(javadoc.group(1));
    }

    private static String described(SettingKey key) throws IOException {
        Matcher param = Pattern.compile(
                        "@param " + key.component().getName() + "\\s+(.*?)(?=\\n\\s*\\* @|\\s*\\*/)", Pattern.DOTALL)
                .matcher(source(key.owner()));
        return param.find() ? plain(param.group(1)) : "";
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\s*\\n\\s*\\*\\s*", " ")
                .replaceAll("\\{@(?:code|link)\\s+([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String source(Class<?> type) throws IOException {
        Class<?> top = type;
        while (top.getEnclosingClass() != null) {
            top = top.getEnclosingClass();
        }
        return Files.readString(SOURCES.resolve(top.getName().replace('.', '/') + ".java"));
    }

    private static List<String> wrapped(String text) {
        return Pattern.compile("(.{1," + COMMENT_WIDTH + "})(?:\\s+|$)")
                .matcher(text)
                .results()
                .map(line -> line.group(1))
                .toList();
    }
}
