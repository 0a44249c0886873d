package io.flowlet.cli;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.LedgerVerification;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "ledger", description = "Check the books.")
final class LedgerCommand {
    private final Terminal terminal;

    LedgerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "verify",
            description = {
                "Check every rule of the ledger, as flowlet_reader: sums are zero, chains have no gap, no floor is broken, days' ends and"
                        + " closed periods add up, nothing sealed was changed.",
                "Reads one moment of the database and stops nobody's work. A demo's books unless another database is configured."
            })
    int verify(
            @Mixin Configured configured,
            @Option(names = "--json", description = "Findings as JSON.") boolean json,
            @Option(
                            names = "--tenant",
                            paramLabel = "<number>",
                            description =
                                    "The books of one tenant only, by its number as findings and the log show it.")
                    @Nullable
                    Integer tenant) {
        Optional<DataSource> reader = ReaderDatabase.connect(configured, terminal);
        if (reader.isEmpty()) {
            return ExitCode.FAILED;
        }
        List<LedgerVerification.Finding> findings = new LedgerVerification(reader.get())
                .run(tenant == null ? null : new TenantId(tenant), new Shown(terminal, json));
        if (json) {
            terminal.line(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(findings));
        } else {
            findings.forEach(finding -> terminal.line("  " + finding));
            terminal.line(findings.isEmpty() ? "The books are sound." : findings.size() + " findings.");
        }
        return findings.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** A bar while a rule is looked at, a line when that is done. */
    private static final class Shown implements LedgerVerification.Progress {
        private final Terminal terminal;
        private final boolean json;
        private int number;
        private int of;
        private String rule = "";

        Shown(Terminal terminal, boolean json) {
            this.terminal = terminal;
            this.json = json;
        }

        @Override
        public void begins(int number, int of, String rule) {
            this.number = number;
            this.of = of;
            this.rule = rule;
            terminal.bar(number - 1, of, "%d/%d %s".formatted(number, of, rule));
        }

        @Override
        public void within(long done, long all) {
            terminal.bar(done, all, "%d/%d %s: %d of %d".formatted(number, of, rule, done, all));
        }

        @Override
        public void checked(LedgerVerification.Checked checked) {
            terminal.clearBar();
            if (!json) {
                String verdict = checked.findings().isEmpty() ? terminal.good("ok    ") : terminal.bad("WRONG ");
                terminal.line(verdict + checked.rule());
            }
        }
    }
}
