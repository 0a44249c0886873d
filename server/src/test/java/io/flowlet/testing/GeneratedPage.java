package io.flowlet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A page of the documentation that is made from the code: compared by the tests, written by {@code -Dflowlet.generate=true}. */
public final class GeneratedPage {
    private GeneratedPage() {}

    /** The project's folder. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.exists(folder.resolve("deploy/postgres/roles.sql"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Fails when the page at {@code path} of the project is not {@code content}. */
    public static void check(String path, String content) throws IOException {
        Path page = root().resolve(path);
        if (Boolean.getBoolean("flowlet.generate")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, content);
        }
        List<String> written =
                Files.exists(page) ? Files.readString(page).lines().toList() : List.of();
        List<String> wanted = content.lines().toList();
        int line = 0;
        while (line < Math.min(written.size(), wanted.size())
                && written.get(line).equals(wanted.get(line))) {
            line++;
        }
        // the first difference only: a page may be a megabyte
        assertThat(line < written.size() ? written.get(line) : "(its end)")
                .as("%s is stale in line %d: run the tests with -Dflowlet.generate=true and commit it", path, line + 1)
                .isEqualTo(line < wanted.size() ? wanted.get(line) : "(its end)");
    }
}
