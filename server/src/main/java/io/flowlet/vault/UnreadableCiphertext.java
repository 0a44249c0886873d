package io.flowlet.vault;

import java.util.Locale;

/**
 * A ciphertext did not open. Says where it stands and under which key version, never what it holds.
 *
 * <p>An erased subject reads as {@link Reason#KEY_UNKNOWN}; {@link Reason#NOT_AUTHENTIC} means damage, or bytes moved from another place.
 */
public final class UnreadableCiphertext extends RuntimeException {
    /** Why, in the order in which it is found out. */
    public enum Reason {
        /** Too short, or a first byte that this build does not know. */
        FORMAT,
        /** No such key version: never made, destroyed, or of another subject, purpose or tenant. */
        KEY_UNKNOWN,
        /** Bytes or place differ from what was encrypted. */
        NOT_AUTHENTIC;

        /** For metrics and logs. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    UnreadableCiphertext(Reason reason, Place place, int keyVersion) {
        super("%s.%s of row %s, key version %s, does not open: %s"
                .formatted(
                        place.table(),
                        place.column(),
                        place.row(),
                        reason == Reason.FORMAT ? "unreadable" : Integer.toString(keyVersion),
                        reason.code()));
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
