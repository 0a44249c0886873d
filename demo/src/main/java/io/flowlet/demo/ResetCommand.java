package io.flowlet.demo;

import io.flowlet.cli.ExitCode;
import io.flowlet.cli.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "reset", description = "Stop the demo and remove its data, keys included. Asks first.")
final class ResetCommand implements Callable<Integer> {
    @Mixin
    private final Home home = new Home();

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    private final Terminal terminal;

    ResetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        DemoFolder folder = home.folder();
        if (!folder.exists()) {
            terminal.line("There is nothing to remove.");
            return ExitCode.OK;
        }
        if (!folder.isOurs()) {
            terminal.note(Home.shown(folder) + " is no folder of a demo: nothing was removed.");
            return ExitCode.FAILED;
        }
        if (!yes && !agreed(folder)) {
            terminal.note("Nothing was removed. Without a question: ./flowlet reset --yes");
            return ExitCode.FAILED;
        }
        StopCommand.stop(folder);
        folder.remove();
        terminal.line("Removed " + Home.shown(folder) + ".");
        return ExitCode.OK;
    }

    private boolean agreed(DemoFolder folder) {
        if (!terminal.isInteractive()) {
            return false;
        }
        String question = "Remove %s with the demo's database and keys? [y/N] ".formatted(Home.shown(folder));
        return Optional.ofNullable(System.console())
                .map(console -> console.readLine("%s", question))
                .filter(answer -> answer.strip().equalsIgnoreCase("y"))
                .isPresent();
    }
}
