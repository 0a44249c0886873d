package io.flowlet.vault;

/**
 * The port for a key management service: root keys that somebody else keeps.
 *
 * <p>Found by {@link java.util.ServiceLoader}: a jar on the class path with a public class that implements this, has a public constructor
 * without parameters, and is named in {@code META-INF/services/io.flowlet.vault.RootKeyProvider}. Chosen by
 * {@code flowlet.vault.root.provider=service} with {@code flowlet.vault.root.service.name}. The vault calls a key once for each wrapped key
 * that it opens and keeps what was opened for as long as {@code flowlet.vault.cached-for} at least, so a slow or dear service will do.
 */
public interface RootKeyProvider {
    /** By which {@code flowlet.vault.root.service.name} chooses it: {@code some-kms}. */
    String name();

    /**
     * The key that {@code key} names for this service: an address, an alias. Asked once for each start.
     *
     * @throws MasterKeyRefused if there is no such key or it may not be used; its fix goes to the operator
     * @throws RootKeyUnavailable if the service cannot be reached
     */
    RootKey open(String key);
}
