package io.flowlet.screening.internal.lists;

/** That files are no whole list. Its message is for an operator and never repeats what a file holds. */
public final class ListRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final String file;
    private final int line;

    /** @param line from 1, or 0 for the file as a whole */
    public ListRefused(String file, int line, String reason) {
        super(reason);
        this.file = file;
        this.line = line;
    }

    public String file() {
        return file;
    }

    public int line() {
        return line;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
