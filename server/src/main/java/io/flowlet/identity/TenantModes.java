package io.flowlet.identity;

import io.flowlet.actor.TenantId;

/** Knows whether a tenant is for tests or for real; implemented by the module that keeps tenants. */
public interface TenantModes {
    /** {@code live} or {@code test}. */
    String modeOf(TenantId tenant);
}
