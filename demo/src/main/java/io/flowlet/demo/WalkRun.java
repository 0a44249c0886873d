package io.flowlet.demo;

import io.flowlet.cli.ExitCode;
import io.flowlet.cli.Terminal;

final class WalkRun {
    private final Terminal terminal;

    WalkRun(Terminal terminal) {
        this.terminal = terminal;
    }

    int run() {
        terminal.note("");
        return ExitCode.FAILED;
    }
}
