package io.flowlet.tenants;

import io.flowlet.actor.TenantId;
import java.util.List;

/** Which tenants there are, for jobs that visit each in a transaction of its own. */
public interface KnownTenants {
    List<TenantId> ids();
}
