package io.flowlet.vault;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A root key in a token.
 *
 * @param library the token's PKCS #11 module, a shared library
 * @param slot the number of the token's slot, as `pkcs11-tool --list-slots` shows it
 * @param pinFile holds the user's PIN in one line, mode 0600 or 0400
 * @param key the label of an AES key of 256 bits that cannot leave the token
 */
public record Pkcs11Settings(
        @Nullable Path library,
        @Nullable @Min(0) Integer slot,
        @Nullable Path pinFile,

        @Nullable @Pattern(regexp = LABEL, message = LABEL_FORM)
        String key) {
    static final String LABEL = "[^\\p{Cntrl}]{1,255}";
    static final String LABEL_FORM = "must be 1 to 255 characters in one line";

    static final Pkcs11Settings NONE = new Pkcs11Settings(null, null, null, null);

    /** What {@code other} says where this says nothing. */
    Pkcs11Settings orElse(Pkcs11Settings other) {
        return new Pkcs11Settings(
                library == null ? other.library : library,
                slot == null ? other.slot : slot,
                pinFile == null ? other.pinFile : pinFile,
                key == null ? other.key : key);
    }
}
