package io.flowlet.files;

/** A file cannot be used or made: what is wrong with it, and what puts it right. The message holds nothing of what the file holds. */
public final class FileRefused extends RuntimeException {
    private final String fault;
    private final String fix;

    /**
     * @param fault what is wrong, naming the file
     * @param fix the command or act that puts it right
     */
    public FileRefused(String fault, String fix) {
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
