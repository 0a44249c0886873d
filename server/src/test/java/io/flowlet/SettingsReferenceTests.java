package io.flowlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingKey;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.ValueFormats;
import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

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
                variable, which wins. A secret can also be a file: `<key>-file` or `<VARIABLE>_FILE` names it, and only its
                owner and group may read it (mode 0600, 0400, 0640 or 0440). Durations and sizes need a
                unit. Keys that stand in no table here are refused, and `./flowlet config check` tells everything that is wrong at once;
                `./flowlet config show` shows what a server would run with, secrets masked.

                Any value may be encrypted, `enc:v1:…`; how, and how the keys are changed: [settings](../operating/settings.md). A list may be
                written in one line with commas. An environment variable without a value sets nothing. No two settings may name one file.
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
                # What has no default must be set; a line without a value sets nothing. A secret comes from its variable or from a file, whose
                # name is in <VARIABLE>_FILE. Any value may be encrypted: docs/operating/settings.md

                # --- where to look
                # settings file; config/flowlet.yml unless told
                #FLOWLET_CONFIG=
                # keys of encrypted settings: ./flowlet config new-key --settings
                #FLOWLET_CONFIG_KEY_FILE=
                # the root key itself, a line of ./flowlet config new-key; only with FLOWLET_VAULT_ROOT_PROVIDER=environment
                #FLOWLET_VAULT_ROOT_KEY=
                # the former one, while it is rotated; only with FLOWLET_VAULT_ROOT_FORMER_PROVIDER=environment
                #FLOWLET_VAULT_FORMER_ROOT_KEY=
                """);
        for (Map.Entry<String, Class<? extends Record>> bound : records.entrySet()) {
            example.append("\n# --- ").append(bound.getKey()).append('\n');
            for (SettingKey key : SettingKey.of(bound.getKey(), bound.getValue())) {
                wrapped(described(key).replace("`", ""))
                        .forEach(line -> example.append("# ").append(line).append('\n'));
                String variable =
                        key.environmentVariable() + "=" + key.defaultValue().orElse("");
                example.append(key.isRequired() ? variable : "#" + variable).append('\n');
                if (key.isSecret()) {
                    example.append('#').append(key.environmentVariable()).append("_FILE=\n");
                }
            }
        }
        GeneratedPage.check(".env.example", example.toString());
    }

    @Test
    void theExampleEnvironmentIsAcceptedAsItIsButForWhatHasNoDefault() throws IOException {
        String example = Files.readString(GeneratedPage.root().resolve(".env.example"));
        List<String> required = records.entrySet().stream()
                .flatMap(bound -> SettingKey.of(bound.getKey(), bound.getValue()).stream())
                .filter(SettingKey::isRequired)
                .map(SettingKey::name)
                .collect(Collectors.toCollection(ArrayList::new));
        required.add("vault.master-key-file"); // of the provider that a root key has unless another is chosen
        for (String lines : List.of(example, example.replaceAll("(?m)^#(?=FLOWLET_)", ""))) {
            Map<String, String> environment = variables(lines);
            assertThat(faults(environment))
                    .allMatch(fault -> fault.value().equals("missing"))
                    .extracting(SettingFault::key)
                    .containsExactlyInAnyOrderElementsOf(required);
            // nothing that compose or a shell would read otherwise than it is written
            assertThat(environment.values())
                    .allSatisfy(value -> assertThat(value).doesNotContainPattern("[$\"'`\\\\\\s]"));
        }
    }

    @Test
    void composeSetsNoVariableThatIsNoSetting() throws IOException {
        String compose = Files.readString(GeneratedPage.root().resolve("deploy/compose/compose.yaml"));
        Map<String, Map<String, Map<String, Map<String, String>>>> topology = new Yaml().load(compose);
        for (String service : List.of("migrate", "server")) {
            Map<String, String> environment = Objects.requireNonNull(topology.get("services"))
                    .getOrDefault(service, Map.of())
                    .getOrDefault("environment", Map.of());
            assertThat(environment).isNotEmpty();
            assertThat(faults(environment))
                    .as(service)
                    .noneMatch(fault -> fault.value().equals("unknown"));
        }
    }

    private List<SettingFault> faults(Map<String, String> environment) {
        return new SettingsCheck(records)
                .check(Path.of("no-such-file.yml"), false, environment)
                .faults();
    }

    /** As compose and systemd read such a file: a line a variable, # before a comment. */
    private static Map<String, String> variables(String lines) {
        Map<String, String> variables = new HashMap<>();
        for (String line : lines.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                assertThat(line).matches("FLOWLET_[A-Z0-9_]+=.*");
                assertThat(variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)))
                        .as("given twice: %s", line)
                        .isNull();
            }
        }
        return variables;
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
        List<String> faults = new SettingsCheck(records)
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
