package io.flowlet.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a command writes: results to one stream, progress and complaints to the other.
 *
 * <p>Colour and progress appear on a terminal only, and colour not if {@code NO_COLOR} is set (no-color.org).
 */
public final class Terminal {
    private static final int BAR = 20;
    private static final int MOST_SECRET_BYTES = 65_536;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean colour;

    Terminal(PrintStream out, PrintStream err, boolean interactive, Map<String, String> environment) {
        this(InputStream.nullInputStream(), out, err, interactive, environment);
    }

    Terminal(InputStream in, PrintStream out, PrintStream err, boolean interactive, Map<String, String> environment) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.colour = interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** The terminal, or the pipes, that this process was started with. */
    public static Terminal ofProcess() {
        boolean interactive =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        // typed here it would show, since Java prompts without echo only where the output is a terminal too
        InputStream in = !interactive && isKeyboard() ? InputStream.nullInputStream() : System.in;
        return new Terminal(in, System.out, System.err, interactive, System.getenv());
    }

    /** One line of result. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** One line of result without an end of its own. */
    public void text(String text) {
        out.print(text);
        out.flush();
    }

    /** One line that is no result: what is being done, or why not. */
    public void note(String text) {
        err.println(text);
    }

    /** As {@link #note}, on a terminal only. */
    public void progress(String text) {
        if (interactive) {
            err.println(text);
        }
    }

    /**
     * How far a piece of work is, on one line that the next call writes over; on a terminal only.
     *
     * @param what is being done
     */
    public void bar(long done, long all, String what) {
        if (interactive) {
            int filled = all <= 0 ? 0 : (int) Math.min(BAR, BAR * done / all);
            err.print("\r\u001b[K[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + what);
            err.flush();
        }
    }

    /** Takes the bar away, before something else is written. */
    public void clearBar() {
        if (interactive) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    /**
     * A text that nobody may read over a shoulder: typed without echo on a terminal, otherwise all of standard input but its last line end.
     *
     * @throws IOException if there is none, more than 64 KiB, or something else than UTF-8
     */
    public String secret(String prompt) throws IOException {
        if (interactive) {
            // a process with a terminal has a console, which the library does not say of itself
            char[] typed = Objects.requireNonNull(System.console()).readPassword("%s", prompt);
            return nonEmpty(typed == null ? "" : String.valueOf(typed));
        }
        byte[] piped = in.readNBytes(MOST_SECRET_BYTES + 1);
        if (piped.length > MOST_SECRET_BYTES) {
            throw new IOException("it has more than 64 KiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(piped))
                    .toString();
            return nonEmpty(text.replaceFirst("\\r?\\n\\z", ""));
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8", e);
        }
    }

    private static String nonEmpty(String text) throws IOException {
        if (text.isEmpty()) {
            throw new IOException("there is none: pipe it in, or type it with the output left on the terminal");
        }
        return text;
    }

    private static boolean isKeyboard() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    public boolean isInteractive() {
        return interactive;
    }

    public String good(String text) {
        return styled("32", text);
    }

    public String bad(String text) {
        return styled("31", text);
    }

    public String bold(String text) {
        return styled("1", text);
    }

    public String dim(String text) {
        return styled("2", text);
    }

    private String styled(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
