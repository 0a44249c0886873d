package io.flowlet.identity;

import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a client.
 *
 * @param tenant whose client it will be, for ever
 * @param tenantPublic the same tenant as {@code ten_…} shows it; zero for the platform
 * @param name 1 to 100 characters
 * @param scopes of {@link Scopes#tenant()}, or of {@link Scopes#platform()} for the platform; at least one, unless persons sign in
 * @param allowedNetworks empty: from anywhere
 * @param signIn null if it lets nobody sign in, as every client of the platform
 * @param security fitting the rest, see {@link ClientProfile}
 */
public record NewClient(
        TenantId tenant,
        UUID tenantPublic,
        String name,
        Set<Scope> scopes,
        List<Network> allowedNetworks,
        @Nullable SignInRegistration signIn,
        ClientSecurity security) {
    /** {@code tenantPublic} of the platform. */
    public static final UUID PLATFORM_PUBLIC = new UUID(0, 0);

    private static final int LONGEST_NAME = 100;

    /** Asks for a client with a secret and bearer tokens. */
    public NewClient(
            TenantId tenant,
            UUID tenantPublic,
            String name,
            Set<Scope> scopes,
            List<Network> allowedNetworks,
            @Nullable SignInRegistration signIn) {
        this(tenant, tenantPublic, name, scopes, allowedNetworks, signIn, ClientSecurity.usual(scopes, signIn));
    }

    /** Asks for a client that lets nobody sign in. */
    public NewClient(
            TenantId tenant, UUID tenantPublic, String name, Set<Scope> scopes, List<Network> allowedNetworks) {
        this(tenant, tenantPublic, name, scopes, allowedNetworks, null);
    }

    /**
     * @throws IllegalArgumentException if a part is missing or out of its range
     * @throws UnsoundClient if the parts do not fit one another
     */
    public NewClient {
        scopes = Set.copyOf(scopes);
        allowedNetworks = List.copyOf(allowedNetworks);
        Set<Scope> grantable = tenant.isPlatform() ? Scopes.platform() : Scopes.tenant();
        if ((scopes.isEmpty() && signIn == null) || !grantable.containsAll(scopes)) {
            throw new IllegalArgumentException("a client of %s cannot hold %s".formatted(tenant, scopes));
        }
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a client's name has 1 to 100 characters");
        }
        if (tenant.isPlatform() && signIn != null) {
            throw new IllegalArgumentException("nobody signs in to the platform");
        }
        List<UnsoundClient.Fault> faults = ProfileRules.faults(signIn, scopes, security);
        if (!faults.isEmpty()) {
            throw new UnsoundClient(faults);
        }
    }
}
