package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivacyCommandModuleTests extends TypedCommands {
    @TempDir
    private Path folder;

    @Test
    void keepAListThatNobodyElseCanWrite() throws IOException {
        String settings = settings(folder).toString();
        Path list = folder.resolve("erasures");
        assertThat(run("privacy", "erasures", "export", list.toString(), "--config", settings))
                .as(told(err))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("0 erasures in " + list + ", 0 of them new");
        assertThat(run("privacy", "erasures", "replay", list.toString(), "--config", settings))
                .isEqualTo(ExitCode.OK);
        assertThat(told(out)).contains("0 erased again, 0 were gone");

        Path forged = folder.resolve("forged");
        Files.writeString(
                forged,
                Files.readString(list) + "1 sub_01kanr2c5ze8x9c4m5p6q7r8st service 2026-11-22T10:00:00Z "
                        + "A".repeat(43) + "\n");
        assertThat(run("privacy", "erasures", "replay", forged.toString(), "--config", settings))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("line 2 was not written here by this installation");
        assertThat(run("privacy", "erasures", "replay", folder.resolve("none").toString(), "--config", settings))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("There is no such file");
        assertThat(run("privacy", "erasures", "replay")).isEqualTo(ExitCode.USAGE);
    }
}
