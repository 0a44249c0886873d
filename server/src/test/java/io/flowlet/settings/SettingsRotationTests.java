package io.flowlet.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.files.FileRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsRotationTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path keyFile = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void makeAKey() {
        keyFile = folder.resolve("settings.key");
        file = folder.resolve("flowlet.yml");
        SettingsKeys.add(keyFile);
    }

    @Test
    void changesTheValuesAndNotAByteElse() throws IOException {
        SettingsKeys old = SettingsKeys.read(keyFile);
        String first = old.encrypt("database.app-password", "first");
        String second = old.encrypt("flowlet-like.name", "second");
        String third = old.encrypt("edge.trusted-proxies[1]", "10.0.0.0/8");
        SettingsKeys.add(keyFile);
        SettingsKeys keys = SettingsKeys.read(keyFile);
        String fresh = keys.encrypt("database.url", "fresh");
        String before = """
                # a comment, also übel: %5$s\r
                #   %1$s
                database:   # layout stays
                    app-password:    "%1$s"   # %1$s
                    url: %4$s
                    pool-size:  16\s\s
                flowlet.flowlet-like: {name: '%2$s'}
                ---
                edge:
                  trusted-proxies: [ 127.0.0.1, %3$s ]""".formatted(first, second, third, fresh, "\u0085");
        Files.writeString(file, before);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        SettingsRotation rotation = SettingsRotation.plan(file, keys);
        assertThat(rotation.faults()).isEmpty();
        assertThat(rotation.changed())
                .containsExactly("database.app-password", "flowlet-like.name", "edge.trusted-proxies[1]");
        assertThat(rotation.unchanged()).containsExactly("database.url");
        assertThat(Files.readString(file)).as("a plan writes nothing").isEqualTo(before);

        rotation.write();
        String after = Files.readString(file);
        assertThat(masked(after)).isEqualTo(masked(before));
        assertThat(after.lines().toList().get(1)).as("a comment is no value").contains(first);
        assertThat(after).doesNotContain(second).doesNotContain(third).contains(fresh);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        SettingsRotation again = SettingsRotation.plan(file, keys);
        assertThat(again.faults()).isEmpty();
        assertThat(again.changed()).isEmpty();
        assertThat(again.unchanged()).hasSize(4);
    }

    @Test
    void writesNothingWhileOneValueDoesNotOpen() throws IOException {
        SettingsKeys old = SettingsKeys.read(keyFile);
        String good = old.encrypt("database.app-password", "good");
        SettingsKeys.add(keyFile);
        SettingsKeys keys = SettingsKeys.read(keyFile);
        String before = """
                database:
                  app-password: %1$s
                  sequencer-password: %1$s
                  owner-password: %2$s
                  reader-password: %3$s
                """.formatted(good, good.replace(old.newest(), "0123456789abcdef"), good.replace("v1", "v2"));
        Files.writeString(file, before);
        SettingsRotation rotation = SettingsRotation.plan(file, keys);
        assertThat(rotation.faults())
                .extracting(SettingFault::key)
                .containsExactly("database.sequencer-password", "database.owner-password", "database.reader-password");
        assertThatThrownBy(rotation::write).isInstanceOf(IllegalStateException.class);
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void refusesAValueOverMoreThanOneLine() throws IOException {
        String value = SettingsKeys.read(keyFile).encrypt("database.app-password", "x".repeat(100));
        SettingsKeys.add(keyFile);
        Files.writeString(
                file,
                "database.app-password: \"" + value.substring(0, 80) + "\\\n  " + value.substring(80) + "\"\n",
                StandardCharsets.UTF_8);
        SettingsRotation rotation = SettingsRotation.plan(file, SettingsKeys.read(keyFile));
        assertThat(rotation.faults())
                .containsExactly(new SettingFault("database.app-password", "(encrypted)", "write it in one line"));
    }

    @Test
    void refusesAFileThatIsMissingOrBrokenOrChangedMeanwhile() throws IOException {
        SettingsKeys keys = SettingsKeys.read(keyFile);
        assertThat(SettingsRotation.plan(file, keys).faults())
                .extracting(SettingFault::value)
                .containsExactly("unreadable");
        Files.writeString(file, "database: [unclosed\n");
        assertThat(SettingsRotation.plan(file, keys).faults())
                .extracting(SettingFault::value)
                .containsExactly("line 2");
        Files.writeString(file, "database.url: x\n");
        SettingsRotation rotation = SettingsRotation.plan(file, keys);
        Files.writeString(file, "database.url: y\n");
        assertThatThrownBy(rotation::write).isInstanceOf(FileRefused.class).hasMessageContaining("changed meanwhile");
        assertThat(Files.readString(file)).isEqualTo("database.url: y\n");
    }

    private static String masked(String text) {
        return text.replaceAll("enc:v1:[0-9a-f]{16}:[A-Za-z0-9_-]+", "…");
    }
}
