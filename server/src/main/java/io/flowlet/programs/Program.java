package io.flowlet.programs;

import java.time.Instant;
import java.util.List;

/**
 * A fintech, bank or marketplace on this installation.
 *
 * @param tenants its {@code live} and its {@code test} tenant, in this order
 */
public record Program(ProgramId id, String name, Instant createdAt, List<Tenant> tenants) {
    public Program {
        tenants = List.copyOf(tenants);
    }

    /** Its tenant of {@code mode}. */
    public Tenant tenant(TenantMode mode) {
        return tenants.stream()
                .filter(tenant -> tenant.mode() == mode)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("program %s has no %s tenant".formatted(id, mode.code())));
    }
}
