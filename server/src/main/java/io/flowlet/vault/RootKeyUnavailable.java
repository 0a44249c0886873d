package io.flowlet.vault;

/** Who keeps a root key cannot be reached, or did not do what was asked; trying again may help. Tells nothing of any key. */
public final class RootKeyUnavailable extends RuntimeException {
    /** @param message which key where, and what was answered */
    public RootKeyUnavailable(String message) {
        super(message);
    }

    public RootKeyUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
