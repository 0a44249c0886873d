package io.flowlet.tenants;

import io.flowlet.actor.TenantId;
import java.util.List;

/** Which tenants there are, for jobs that visit each in a transaction of its own. */
public interface KnownTenants {
    /** Those in which there is something to do. */
    List<TenantId> ids();

    /** Those whose keys were all destroyed, too. */
    List<TenantId> idsEver();
}
