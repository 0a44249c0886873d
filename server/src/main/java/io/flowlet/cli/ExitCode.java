package io.flowlet.cli;

/** What a verb ends with. */
public final class ExitCode {
    public static final int OK = 0;
    /** A check failed, or the verb could not do its work. */
    public static final int FAILED = 1;
    /** {@code audit verify}: the log was altered. */
    public static final int TAMPERED = 2;
    /** {@code audit verify}: the input is no export and no proof. */
    public static final int UNREADABLE = 3;
    /** The command line is wrong; as {@code EX_USAGE} of BSD's sysexits. */
    public static final int USAGE = 64;

    private ExitCode() {}
}
