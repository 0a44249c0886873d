package io.flowlet.identity;

/** A password that was taken, as it is kept: only its hash. Shows nothing. */
public final class PreparedPassword {
    private final String hash;
    private final boolean imported;

    PreparedPassword(String hash) {
        this(hash, false);
    }

    PreparedPassword(String hash, boolean imported) {
        this.hash = hash;
        this.imported = imported;
    }

    /** Whether it comes from another system, and nobody here has seen it. */
    boolean isImported() {
        return imported;
    }

    String hash() {
        return hash;
    }
}
