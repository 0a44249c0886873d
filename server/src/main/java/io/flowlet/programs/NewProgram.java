package io.flowlet.programs;

import io.flowlet.identity.ClientCredentials;
import java.util.Map;
import java.util.Objects;

/**
 * A program that was just created, with the first client of each tenant: the only time that their secrets can be seen.
 *
 * @param clients one for each mode
 */
public record NewProgram(Program program, Map<TenantMode, ClientCredentials> clients) {
    public NewProgram {
        clients = Map.copyOf(clients);
    }

    /** The first client of the tenant of {@code mode}. */
    public ClientCredentials client(TenantMode mode) {
        return Objects.requireNonNull(clients.get(mode));
    }
}
