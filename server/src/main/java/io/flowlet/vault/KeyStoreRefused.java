package io.flowlet.vault;

/** The key store or one of its epoch keys cannot be used: what is wrong, and what puts it right. The message never holds any part of a key. */
public final class KeyStoreRefused extends RuntimeException {
    private final String fix;

    /**
     * @param fault what is wrong, naming the folder or file
     * @param fix the command or act that puts it right
     */
    public KeyStoreRefused(String fault, String fix) {
        super(fault + "; " + fix);
        this.fix = fix;
    }

    public String fix() {
        return fix;
    }
}
