package io.flowlet.vault;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A root key that a key management service keeps.
 *
 * @param name of the {@link RootKeyProvider} that reaches the service
 * @param key names the key for that service: an address, an alias
 */
public record RootServiceSettings(
        @Nullable @Pattern(regexp = Pkcs11Settings.LABEL, message = Pkcs11Settings.LABEL_FORM)
        String name,

        @Nullable @Pattern(regexp = Pkcs11Settings.LABEL, message = Pkcs11Settings.LABEL_FORM)
        String key) {
    static final RootServiceSettings NONE = new RootServiceSettings(null, null);

    /** What {@code other} says where this says nothing. */
    RootServiceSettings orElse(RootServiceSettings other) {
        return new RootServiceSettings(name == null ? other.name : name, key == null ? other.key : key);
    }
}
