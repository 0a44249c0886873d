package io.flowlet.tlog;

/**
 * What was read is not of the format it claims to be.
 *
 * <p>Checked, because the bytes come from outside: whoever parses must say what happens then. Says nothing about signatures or proofs.
 */
public final class Malformed extends Exception {
    private final String why;

    public Malformed(String why) {
        super(why);
        this.why = why;
    }

    /** What is wrong, in words without a full stop. */
    public String why() {
        return why;
    }
}
