package io.flowlet.bench;

import java.io.PrintStream;

/** What is going on now, on one line of a terminal; nothing elsewhere. */
final class Progress {
    private static final int WIDTH = 78;

    private final PrintStream out;
    private final boolean terminal;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void step(String what) {
        if (terminal) {
            String shown = what.length() > WIDTH ? what.substring(0, WIDTH) : what;
            out.print("\r" + shown + " ".repeat(WIDTH - shown.length()));
            out.flush();
        }
    }

    void end() {
        if (terminal) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
        }
    }
}
