package io.flowlet.tenants;

import io.flowlet.actor.TenantId;
import java.util.List;

/** Which tenants there are, for jobs that visit each in a transaction of its own. */
public interface KnownTenants {
    /** Those that have keys: for whoever seals or opens what a tenant encrypts. */
    List<TenantId> ids();

    /** Those whose keys were all destroyed, too: for whoever needs no key, such as the ledger and what is told of it. */
    List<TenantId> idsEver();
}
