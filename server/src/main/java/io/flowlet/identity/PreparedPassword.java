package io.flowlet.identity;

/** A password that was taken, as it is kept: only its hash. Shows nothing. */
public final class PreparedPassword {
    private final String hash;

    PreparedPassword(String hash) {
        this.hash = hash;
    }

    String hash() {
        return hash;
    }
}
