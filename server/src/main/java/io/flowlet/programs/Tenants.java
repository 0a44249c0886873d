package io.flowlet.programs;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.TenantModes;
import io.flowlet.ids.PublicId;
import io.flowlet.programs.internal.ProgramRows;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Looks tenants up. Their rows never change, so one that was found is remembered for ever. Thread-safe. */
@Component
public final class Tenants implements KnownTenants, TenantModes {
    private final Transactions transactions;
    private final ProgramRows rows;
    private final ConcurrentHashMap<TenantId, Tenant> known = new ConcurrentHashMap<>();

    Tenants(Transactions transactions, ProgramRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /** The tenant; empty for the platform and for a number that no program owns. Joins an open transaction. */
    public Optional<Tenant> find(TenantId id) {
        Tenant remembered = known.get(id);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<Tenant> found = joined(id);
        found.ifPresent(tenant -> known.put(id, tenant));
        return found;
    }

    /**
     * The mode of a tenant that exists.
     *
     * @throws IllegalArgumentException if no program owns {@code id}
     */
    public TenantMode mode(TenantId id) {
        return find(id).map(Tenant::mode)
                .orElseThrow(() -> new IllegalArgumentException("no program owns tenant " + id.value()));
    }

    @Override
    public String modeOf(TenantId tenant) {
        return mode(tenant).code();
    }

    /** The tenant of this {@code ten_…}; empty if no program owns it. */
    public Optional<Tenant> find(String publicId) {
        return PublicId.parse("ten", publicId).flatMap(id -> transactions.control(() -> rows.findTenant(id)));
    }

    /** Every tenant of every program. */
    public List<Tenant> all() {
        return transactions.control(rows::allTenants);
    }

    /** Without those whose keys were destroyed: no job has anything to do there. */
    @Override
    public List<TenantId> ids() {
        return transactions.control(() -> {
            Set<TenantId> ended = rows.endedTenants();
            return rows.allTenants().stream()
                    .map(Tenant::id)
                    .filter(id -> !ended.contains(id))
                    .toList();
        });
    }

    @Override
    public List<TenantId> idsEver() {
        return all().stream().map(Tenant::id).toList();
    }

    // a control table can be read in any transaction, so an open one of whichever tenant is as good as a new one
    private Optional<Tenant> joined(TenantId id) {
        return transactions.isOpen() ? rows.findTenant(id) : transactions.control(() -> rows.findTenant(id));
    }
}
