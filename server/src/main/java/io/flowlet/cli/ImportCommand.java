package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "import", description = "Take over what another system holds.")
final class ImportCommand {
    private final Terminal terminal;

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What to import, and where to. */
    static final class Source {
        @Parameters(
                paramLabel = "FILE",
                description = "CSV whose first line names the columns (.csv), or JSON Lines (.jsonl).")
        private Path file = Path.of("");

        @Option(
                names = "--tenant",
                paramLabel = "ten_…",
                required = true,
                description = "Whose subscribers they become.")
        private String tenant = "";

        @Option(names = "--dry-run", description = "Judge every line and write nothing.")
        private boolean dryRun;
    }

    @Command(
            name = "users",
            description = {
                "Make subscribers with an account of the people in a file, who sign in with the password they have.",
                "Columns: email, given_name, family_name, password_hash, and salt with --algorithm sha256-salted. Hashes are wrapped in one of ours"
                        + " at once and replaced at the first sign-in.",
                "Each line is a transaction of its own with its audit events; what is wrong with a line is told, and the others are done. Killed"
                        + " anywhere, run it again: who was imported is passed over.",
                "Needs what serve needs; a demo's where nothing else is configured. Exit code 1 if a line was refused."
            })
    int users(@Mixin Configured configured, @Mixin Source source, @Mixin ImportOptions options) throws IOException {
        Optional<ImportOptions.Form> form = options.form();
        if (form.isEmpty()) {
            terminal.note("Give --algorithm sha256, or --algorithm sha256-salted --salt before|after"
                    + " --salt-encoding hex|base64|text; and --encoding hex or base64.");
            return ExitCode.USAGE;
        }
        if (!ImportFile.isNamed(source.file)) {
            terminal.note("The name must end in .csv or .jsonl and say so what is in the file.");
            return ExitCode.USAGE;
        }
        if (!Files.isRegularFile(source.file)) {
            terminal.note("There is no such file: " + source.file);
            return ExitCode.FAILED;
        }
        return Starting.withFacades(configured.checkOrDemo(), terminal, facades -> users(facades, source, form.get()));
    }

    private int users(ConfigurableApplicationContext facades, Source source, ImportOptions.Form form) {
        Optional<Tenant> tenant = facades.getBean(Tenants.class).find(source.tenant);
        if (tenant.isEmpty()) {
            terminal.note("There is no such tenant. POST /v1/programs and GET /v1/programs name them.");
            return ExitCode.FAILED;
        }
        ImportFile file = new ImportFile(source.file, ImportedLine.columns(form));
        Actor self = Actor.system(tenant.get().id(), "import users");
        try (UserImport run = new UserImport(terminal, facades, self, form)) {
            return run.all(file, source.dryRun) ? ExitCode.OK : ExitCode.FAILED;
        } catch (NoSuchFileException e) {
            terminal.note("There is no such file: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (IOException e) {
            terminal.clearBar();
            terminal.note("The file cannot be used: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
