package io.flowlet.cli;

import io.flowlet.audit.AuditExport;
import io.flowlet.sdk.audit.AuditVerify;
import io.flowlet.sdk.audit.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "audit", description = "Export the audit log; verify an export or one proof.")
final class AuditCommand {
    private final Terminal terminal;

    AuditCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "export",
            description = {
                "Write the audit log with its tree and checkpoints into a folder, as flowlet_reader.",
                "Anybody can verify that folder without this server: ./flowlet audit verify DIR."
            })
    int export(
            @Mixin Configured configured, @Parameters(paramLabel = "DIR", description = "New or empty.") Path folder) {
        Optional<DataSource> reader = ReaderDatabase.connect(configured, terminal);
        if (reader.isEmpty()) {
            return ExitCode.FAILED;
        }
        try {
            Optional<AuditExport.Exported> exported =
                    new AuditExport(reader.get(), Clock.systemUTC()).writeAll(folder, Progress.none());
            if (exported.isEmpty()) {
                terminal.note("Nothing is in the log yet.");
                return ExitCode.FAILED;
            }
            terminal.line("%d entries, %d bodies, in %s"
                    .formatted(exported.get().size(), exported.get().bodies(), folder));
            return ExitCode.OK;
        } catch (IOException | SQLException e) {
            terminal.note("The export failed: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** A class, since its words go on to the verifier of the SDK, which has the same command for those without a server. */
    @Command(
            name = "verify",
            description = {
                "Verify an export, or the JSON of GET /v1/audit/events/{id}/proof, without a server.",
                "Exit codes: 0 verified, 2 tampered (the first bad index is named), 3 unreadable."
            })
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "DIR|PROOF", description = "An export's folder, or a file with one proof.")
        private @Nullable Path input;

        @Option(
                names = "--trusted-checkpoint",
                paramLabel = "FILE",
                description =
                        "A checkpoint of this log that you kept; without one the answer is at best \"self-consistent only\".")
        private @Nullable Path trusted;

        @Option(names = "--vkey", paramLabel = "KEY", description = "The log's public key; may be repeated.")
        private List<String> keys = new ArrayList<>();

        @Option(names = "--complete", description = "Every entry must have its body.")
        private boolean complete;

        @Option(names = "--json", description = "One JSON object instead of text.")
        private boolean json;

        @Override
        public Integer call() {
            List<String> arguments = new ArrayList<>(List.of(String.valueOf(input)));
            if (trusted != null) {
                arguments.addAll(List.of("--trusted-checkpoint", trusted.toString()));
            }
            keys.forEach(key -> arguments.addAll(List.of("--vkey", key)));
            if (complete) {
                arguments.add("--complete");
            }
            if (json) {
                arguments.add("--json");
            }
            return AuditVerify.run(arguments, System.out, System.err);
        }
    }
}
