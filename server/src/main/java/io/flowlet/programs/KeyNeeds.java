package io.flowlet.programs;

import io.flowlet.actor.TenantId;
import java.util.List;

/**
 * Says what a module holds for which a tenant's keys must stay. A module that holds such a thing brings a bean of this.
 *
 * <p>Works inside the open transaction of the tenant, audits nothing and tells of nobody: operators see no tenant's data. Thread-safe.
 */
public interface KeyNeeds {
    /** What needs them now; empty if nothing does. */
    List<KeyNeed> of(TenantId tenant);
}
