package io.flowlet.vault;

import java.util.Locale;

/** Who keeps a root key. */
public enum RootProvider {
    /** A file as {@link MasterKeyFile} describes it. */
    FILE,
    /** The same line in an environment variable: for platforms that hand secrets over in no other way. */
    ENVIRONMENT,
    /** A token that the key cannot leave. */
    PKCS11,
    /** A {@link RootKeyProvider}. */
    SERVICE;

    /** As settings and metrics have it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
