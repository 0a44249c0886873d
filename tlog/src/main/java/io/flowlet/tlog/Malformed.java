package io.flowlet.tlog;

/**
 * What was read is not of the format it claims to be.
 *
 * <p>Checked, because the bytes come from outside: whoever parses must say what happens then. Says nothing about signatures or proofs.
 */
public final class Malformed extends Exception {
    public Malformed(String why) {
        super(why);
    }
}
