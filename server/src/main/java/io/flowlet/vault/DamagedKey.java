package io.flowlet.vault;

/** A stored key does not open under its parent: its row was altered, moved from elsewhere, or sealed by another key. Names the key only. */
public final class DamagedKey extends RuntimeException {
    private final String key;

    /**
     * Names the key.
     *
     * @param key its kind, owner and version
     */
    public DamagedKey(String key) {
        super(key
                + " does not open under its parent: the row was altered, moved or restored from another installation");
        this.key = key;
    }

    /** Its kind, owner and version. */
    public String key() {
        return key;
    }
}
