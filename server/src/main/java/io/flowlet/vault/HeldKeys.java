package io.flowlet.vault;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps keys from being destroyed until the open transaction ends, and says whether they are still there: an instance that holds one open
 * would not notice. For whoever derives something from what it decrypts that must be gone with the key. Thread-safe.
 */
@Component
public final class HeldKeys {
    private static final String OF_TENANT = "select version from vault.tenant_key where tenant_id = ? for key share";
    private static final String OF_SUBJECTS = """
            select subject from vault.data_key where tenant_id = ? and purpose = ? and subject = any (?)
            order by subject, version
            for key share
            """;

    private final Transactions transactions;
    private final JdbcTemplate jdbc;

    HeldKeys(Transactions transactions, JdbcTemplate jdbc) {
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /**
     * Whether the tenant has keys; a destruction under way is waited for, one that comes later waits.
     *
     * @throws IllegalStateException if no transaction of the tenant is open
     */
    public boolean ofTenant(TenantId tenant) {
        requireOpen(tenant);
        return !jdbc.queryForList(OF_TENANT, Integer.class, tenant.value()).isEmpty();
    }

    /**
     * Those of {@code subjects} that have a key for {@code purpose}.
     *
     * @throws IllegalStateException if no transaction of the tenant is open
     */
    public Set<UUID> ofSubjects(TenantId tenant, Purpose purpose, Collection<UUID> subjects) {
        requireOpen(tenant);
        return Set.copyOf(jdbc.queryForList(
                OF_SUBJECTS, UUID.class, tenant.value(), purpose.code(), subjects.toArray(UUID[]::new)));
    }

    private void requireOpen(TenantId tenant) {
        if (!transactions.current().equals(Optional.of(tenant))) {
            throw new IllegalStateException(
                    "keys of tenant %d are held in a transaction of that tenant only".formatted(tenant.value()));
        }
    }
}
