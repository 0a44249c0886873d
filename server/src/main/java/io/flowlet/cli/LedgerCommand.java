package io.flowlet.cli;

import io.flowlet.ledger.LedgerVerification;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
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
                "Check every rule of the ledger over all tenants, as flowlet_reader: sums are zero, chains have no gap, no floor is broken.",
                "Reads one moment of the database and stops nobody's work. A demo's books unless another database is configured."
            })
    int verify(
            @Mixin Configured configured, @Option(names = "--json", description = "Findings as JSON.") boolean json) {
        Optional<DataSource> reader = ReaderDatabase.connect(configured, terminal);
        if (reader.isEmpty()) {
            return ExitCode.FAILED;
        }
        List<LedgerVerification.Finding> findings = new LedgerVerification(reader.get()).run(checked -> {
            if (!json) {
                String verdict = checked.findings().isEmpty() ? terminal.good("ok    ") : terminal.bad("WRONG ");
                terminal.line(verdict + checked.rule());
            }
        });
        if (json) {
            terminal.line(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(findings));
        } else {
            findings.forEach(finding -> terminal.line("  " + finding));
            terminal.line(findings.isEmpty() ? "The books are sound." : findings.size() + " findings.");
        }
        return findings.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
