package io.flowlet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.cli.FlowletCommand;
import io.flowlet.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The list of verbs that the launcher prints, and the page of verbs, say what the commands are. */
class CommandReferenceTests {
    private static final Pattern VERB = Pattern.compile("(?m)^  ([a-z]+(?: (?:[a-z]+-)?[a-z]+){0,2})(?= )");
    private static final Path PAGE = Path.of("..", "docs", "reference", "cli.md");

    private final CommandLine verbs = FlowletCommand.completed(FlowletDemo.verbs(Terminal.ofProcess()));

    @Test
    void theListNamesEveryVerbAndNoOther() {
        List<String> listed = new ArrayList<>(VERB.matcher(FlowletCommand.help())
                .results()
                .map(verb -> verb.group(1))
                .toList());
        // the launcher answers these five without the commands
        assertThat(listed.remove("help")).isTrue();
        assertThat(listed.remove("test")).isTrue();
        assertThat(listed.remove("bench ledger")).isTrue();
        assertThat(listed.remove("bench vault")).isTrue();
        assertThat(listed.remove("bench tokens")).isTrue();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(leaves(verbs, ""));
    }

    @Test
    void thePageIsFresh() throws IOException {
        StringBuilder page = new StringBuilder(
                        "# Commands\n\nMade from the commands; a test says when this page is stale.\n\n```text\n")
                .append(FlowletCommand.help())
                .append("```\n");
        for (String verb : leaves(verbs, "")) {
            page.append("\n## ").append(verb).append("\n\n```text\n");
            page.append(usage(verb)).append("```\n");
        }
        if (Boolean.getBoolean("flowlet.generate")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/reference/cli.md is stale: run the tests with -Dflowlet.generate=true and commit it")
                .isEqualTo(page.toString());
    }

    private String usage(String verb) {
        CommandLine command = verbs;
        for (String word : verb.split(" ", -1)) {
            command = Objects.requireNonNull(command.getSubcommands().get(word), verb);
        }
        return command.getUsageMessage(Ansi.OFF)
                .replace("Usage: flowlet", "usage: ./flowlet")
                .replaceAll("(?m) +$", "");
    }

    private static List<String> leaves(CommandLine command, String prefix) {
        List<String> leaves = new ArrayList<>();
        command.getSubcommands().forEach((name, verb) -> {
            // "watchlists" does something by itself and has a verb below it
            if (verb.getSubcommands().isEmpty() || verb.getCommand() instanceof Callable) {
                leaves.add(prefix + name);
            }
            leaves.addAll(leaves(verb, prefix + name + " "));
        });
        return leaves;
    }
}
