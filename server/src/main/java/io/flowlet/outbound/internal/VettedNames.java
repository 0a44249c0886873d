package io.flowlet.outbound.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the names of hosts that may be called. The connection goes to what this answered: nobody resolves a second time. Thread-safe.
 *
 * <p>A name with one address that is not public is refused as a whole.
 */
public final class VettedNames implements DnsResolver {
    private final DnsResolver names;
    private final Set<String> privateHosts;

    public VettedNames(DnsResolver names, Set<String> privateHosts) {
        this.names = names;
        this.privateHosts = Set.copyOf(privateHosts);
    }

    /** The name leads, or may lead, somewhere that must not be called. */
    public static final class NotPublic extends UnknownHostException {}

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.resolve(host);
        if (!privateHosts.contains(host) && !Arrays.stream(found).allMatch(PublicAddresses::isPublic)) {
            throw new NotPublic();
        }
        return found;
    }

    @Override
    public @Nullable String resolveCanonicalHostname(String host) throws UnknownHostException {
        return host;
    }
}
