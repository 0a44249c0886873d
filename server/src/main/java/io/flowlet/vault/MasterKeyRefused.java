package io.flowlet.vault;

/** A root key cannot be used: what is wrong with which one, and what puts it right. The message never holds any part of the key. */
public final class MasterKeyRefused extends RuntimeException {
    private final String fault;
    private final String fix;

    /**
     * @param fault what is wrong, naming the file
     * @param fix the command or act that puts it right
     */
    public MasterKeyRefused(String fault, String fix) {
        super(fault + "; " + fix);
        this.fault = fault;
        this.fix = fix;
    }

    public String fault() {
        return fault;
    }

    public String fix() {
        return fix;
    }
}
