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

    /**
     * The tenant ends, if the open transaction commits: waits for whoever is just making such a thing without a new key, and refuses it from
     * then on. Called before {@link #of} in the transaction that destroys the keys; a module whose things each need a new key has nothing to do.
     */
    default void end(TenantId tenant) {}
}
