package io.flowlet.demo;

import io.flowlet.cli.FlowletCommand;
import io.flowlet.cli.Terminal;
import picocli.CommandLine;

/** What {@code ./flowlet} runs: every verb of the server, and the demo's own. */
public final class FlowletDemo {
    private FlowletDemo() {}

    public static void main(String... arguments) {
        System.exit(FlowletCommand.run(verbs(Terminal.ofProcess()), arguments));
    }

    static CommandLine verbs(Terminal terminal) {
        CommandLine verbs = FlowletCommand.verbs(terminal);
        verbs.addSubcommand(new DemoCommand(terminal));
        verbs.addSubcommand(new StopCommand(terminal));
        verbs.addSubcommand(new ResetCommand(terminal));
        return verbs;
    }
}
