package io.flowlet.vault;

/** The master key cannot be used: what is wrong with which file, and what puts it right. The message never holds any part of the key. */
public final class MasterKeyRefused extends RuntimeException {
    private final String fix;

    /**
     * @param fault what is wrong, naming the file
     * @param fix the command or act that puts it right
     */
    public MasterKeyRefused(String fault, String fix) {
        super(fault + "; " + fix);
        this.fix = fix;
    }

    public String fix() {
        return fix;
    }
}
