package io.flowlet.vault;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import java.util.UUID;

/** Whose data it is and why it is held: the unit of erasure, and so of data keys. For data of the tenant itself {@code id} is zero. */
public record Subject(TenantId tenant, UUID id, Purpose purpose) {
    private static final UUID TENANT_ITSELF = new UUID(0, 0);

    /** The tenant's own operational data, for example stored answers. */
    public static Subject ofTenant(TenantId tenant) {
        return new Subject(tenant, TENANT_ITSELF, Purpose.SERVICE);
    }

    /** Whether this is {@link #ofTenant}'s. */
    public boolean isTenantItself() {
        return id.equals(TENANT_ITSELF);
    }
}
