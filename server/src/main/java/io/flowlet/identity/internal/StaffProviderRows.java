package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.FederationTerms;
import io.flowlet.identity.StaffProvider;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Identity providers of staff as rows, their secrets as ciphertext; needs a transaction of their tenant. */
@Component
public final class StaffProviderRows implements SealedColumns {
    private static final SealedColumn SECRET = SealedColumn.in("identity.staff_provider", "client_secret")
            .row("id")
            .ofTenant();
    private static final String INSERT = """
            insert into identity.staff_provider (tenant_id, id, issuer, client_id, authentication, client_secret, acr_values, person_claim,
              domains, max_age_seconds, local_passwords, local_staff, proposed_at, proposed_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String ACTIVE = """
            select id, issuer, client_id, authentication, acr_values, person_claim, domains, max_age_seconds, local_passwords,
              local_staff, proposed_at, proposed_by, active_from
            from identity.staff_provider where tenant_id = ? and active_from is not null and ended_at is null
            """;
    private static final String PROPOSED = """
            select id, issuer, client_id, authentication, acr_values, person_claim, domains, max_age_seconds, local_passwords,
              local_staff, proposed_at, proposed_by, active_from
            from identity.staff_provider where tenant_id = ? and id = ? and active_from is null and ended_at is null for update
            """;
    private static final String CLIENT_SECRET =
            "select client_secret from identity.staff_provider where tenant_id = ? and id = ?";
    private static final String ACTIVATE =
            "update identity.staff_provider set active_from = ? where tenant_id = ? and id = ?";
    private static final String END = """
            update identity.staff_provider set ended_at = ?, client_secret = null
            where tenant_id = ? and active_from is not null and ended_at is null returning id
            """;
    private static final String FORGET =
            "delete from identity.staff_provider where tenant_id = ? and active_from is null and proposed_at < ?";

    private final JdbcTemplate jdbc;
    private final Vault vault;

    StaffProviderRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(SECRET);
    }

    /** @param secret null for a provider at which this server proves itself by its keys */
    public void insert(StaffProvider provider, @Nullable String secret) {
        TenantId tenant = provider.tenant();
        FederationTerms terms = provider.terms();
        byte @Nullable [] sealed = secret == null
                ? null
                : vault.encryptText(SECRET.subject(tenant, null), SECRET.place(provider.id()), secret);
        jdbc.update(
                INSERT,
                tenant.value(),
                provider.id(),
                terms.issuer(),
                terms.clientId(),
                terms.authentication().code(),
                sealed,
                terms.acrValues().toArray(String[]::new),
                terms.personClaim(),
                terms.emailDomains().toArray(String[]::new),
                Math.toIntExact(terms.maxAge().toSeconds()),
                terms.localPasswords(),
                terms.localStaff().stream().sorted().toArray(UUID[]::new),
                Timestamp.from(provider.proposedAt()),
                provider.proposedBy());
    }

    public Optional<StaffProvider> active(TenantId tenant) {
        return jdbc.query(ACTIVE, (row, number) -> read(tenant, row), tenant.value()).stream()
                .findFirst();
    }

    /** One that nobody agreed to yet; nobody else does until the transaction ends. */
    public Optional<StaffProvider> proposed(TenantId tenant, UUID id) {
        return jdbc.query(PROPOSED, (row, number) -> read(tenant, row), tenant.value(), id).stream()
                .findFirst();
    }

    /** What this server proves itself with; empty where it does so by its keys. */
    Optional<String> clientSecret(StaffProvider provider) {
        return jdbc
                .query(
                        CLIENT_SECRET,
                        (row, number) -> Optional.ofNullable(row.getBytes(1)),
                        provider.tenant().value(),
                        provider.id())
                .stream()
                .flatMap(Optional::stream)
                .map(stored ->
                        vault.decryptText(SECRET.subject(provider.tenant(), null), SECRET.place(provider.id()), stored))
                .findFirst();
    }

    public void activate(StaffProvider provider, Instant now) {
        jdbc.update(ACTIVATE, Timestamp.from(now), provider.tenant().value(), provider.id());
    }

    /** Ends the one that is active, whose secret is gone then. */
    public Optional<UUID> end(TenantId tenant, Instant now) {
        return jdbc
                .query(END, (row, number) -> row.getObject(1, UUID.class), Timestamp.from(now), tenant.value())
                .stream()
                .findFirst();
    }

    /** Removes those that were proposed before {@code before} and never agreed to. */
    public void forgetProposed(TenantId tenant, Instant before) {
        jdbc.update(FORGET, tenant.value(), Timestamp.from(before));
    }

    private static StaffProvider read(TenantId tenant, ResultSet row) throws SQLException {
        FederationTerms terms = new FederationTerms(
                row.getString(2),
                row.getString(3),
                ClientMethod.of(row.getString(4)).orElseThrow(),
                List.of((String[]) row.getArray(5).getArray()),
                row.getString(6),
                List.of((String[]) row.getArray(7).getArray()),
                Duration.ofSeconds(row.getInt(8)),
                row.getBoolean(9),
                Set.of((UUID[]) row.getArray(10).getArray()));
        Timestamp active = row.getTimestamp(13);
        return new StaffProvider(
                row.getObject(1, UUID.class),
                tenant,
                terms,
                row.getTimestamp(11).toInstant(),
                row.getString(12),
                active == null ? null : active.toInstant());
    }
}
