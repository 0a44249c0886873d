package io.flowlet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** All verbs of a server. The demo adds its own, see {@code io.flowlet.demo.FlowletDemo}. */
@Command(name = "flowlet")
public final class FlowletCommand {
    private FlowletCommand() {}

    /** The entry of a production image. */
    public static void main(String... arguments) {
        System.exit(run(verbs(Terminal.ofProcess()), arguments));
    }

    /** The verbs that need nothing but the server. */
    public static CommandLine verbs(Terminal terminal) {
        CommandLine verbs = new CommandLine(new FlowletCommand());
        verbs.addSubcommand(new MigrateCommand(terminal));
        verbs.addSubcommand(new ServeCommand(terminal));
        verbs.addSubcommand(new CommandLine(new AdminCommand(terminal)));
        verbs.addSubcommand(new CommandLine(new ImportCommand(terminal)));
        verbs.addSubcommand(new DoctorCommand(terminal));
        verbs.addSubcommand(new ConfigCommand(terminal));
        verbs.addSubcommand(new CommandLine(new VaultCommand(terminal)).addSubcommand(new TurnCommand(terminal)));
        verbs.addSubcommand(
                new CommandLine(new WatchlistsCommand(terminal)).addSubcommand(new WatchlistsCommand.Load(terminal)));
        verbs.addSubcommand(new LedgerCommand(terminal));
        verbs.addSubcommand(new CommandLine(new AuditCommand(terminal)).addSubcommand(new AuditCommand.Verify()));
        verbs.addSubcommand(
                new CommandLine(new PrivacyCommand()).addSubcommand(new PrivacyCommand.ErasuresCommand(terminal)));
        verbs.addSubcommand(new VersionCommand(terminal));
        return verbs;
    }

    /** Runs one verb and returns what the process should end with. */
    public static int run(CommandLine verbs, String... arguments) {
        // nothing may log before a server has read its settings: a library's greeting is not an answer to a command
        LoggingSystem.get(FlowletCommand.class.getClassLoader()).beforeInitialize();
        if (arguments.length == 0 || arguments[0].equals("help") || arguments[0].equals("--help")) {
            verbs.getOut().print(help());
            verbs.getOut().flush();
            return arguments.length == 0 ? ExitCode.USAGE : ExitCode.OK;
        }
        return completed(verbs)
                .setParameterExceptionHandler(FlowletCommand::misused)
                .setExecutionExceptionHandler(FlowletCommand::failed)
                .execute(arguments);
    }

    /** The list of verbs; the launcher prints the same file before anything is built. */
    public static String help() {
        try (InputStream text = Objects.requireNonNull(FlowletCommand.class.getResourceAsStream("help.txt"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every verb with what all of them have: {@code --help}, and the exit code of a wrong command line. */
    public static CommandLine completed(CommandLine verbs) {
        complete(verbs);
        return verbs;
    }

    private static void complete(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(false);
        if (!command.getCommandSpec().optionsMap().containsKey("--help")) {
            command.getCommandSpec()
                    .addOption(CommandLine.Model.OptionSpec.builder("--help")
                            .usageHelp(true)
                            .description("Print this.")
                            .build());
        }
        command.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
        command.getSubcommands().values().forEach(FlowletCommand::complete);
    }

    private static int misused(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String verb = command.getCommandSpec().qualifiedName().replaceFirst("^flowlet ?", "");
        command.getErr().println(wrong.getMessage());
        command.getErr().println("See: ./flowlet " + (verb.isEmpty() ? "help" : verb + " --help"));
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println(command.getCommandName() + " failed: " + e);
        e.printStackTrace(command.getErr());
        return ExitCode.FAILED;
    }
}
