package io.flowlet.programs;

import io.flowlet.actor.Caller;

/**
 * Prepares what a module needs in every tenant, for example the accounts that each ledger has.
 *
 * <p>Called once for each new tenant, in the order of the beans, inside the tenant's own transaction and before anybody can use the tenant;
 * what it throws undoes everything in that tenant, and no program appears.
 */
public interface TenantOpened {
    /**
     * Prepares {@code tenant}.
     *
     * @param caller the server, acting in the new tenant, in the request that created the program
     */
    void opened(Tenant tenant, Caller caller);
}
