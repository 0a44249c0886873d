package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GuideTests {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetOfTheGuideCompiles() throws IOException {
        String compiled = plain(Files.readString(Path.of("src/test/java/io/flowlet/sdk/GuideSnippets.java")));
        List<String> snippets = SNIPPET.matcher(Files.readString(Path.of("../docs/guides/java-client.md")))
                .results()
                .map((MatchResult found) -> plain(found.group(1)))
                .toList();

        assertThat(snippets)
                .hasSizeGreaterThan(5)
                .allSatisfy(snippet -> assertThat(compiled).contains(snippet));
    }

    private static String plain(String code) {
        return code.replaceAll("\\s+", " ").replace(" .", ".").strip();
    }
}
