package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Sign-ins under way at identity providers as rows, found by their cookie's digest only. */
@Component
public final class FederationStepRows implements SealedColumns, PurgedRows {
    private static final SealedColumn QUERY =
            SealedColumn.in("identity.federation_step", "query").row("id").ofTenant();
    private static final String INSERT = """
            insert into identity.federation_step (digest, id, tenant_id, client, provider, query, authenticated_after, made_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String RETURN = """
            update identity.federation_step set returned_at = ? where digest = ? and returned_at is null and expires_at > ?
            returning id, tenant_id, client, provider, authenticated_after, expires_at
            """;
    private static final String QUERY_OF = "select query from identity.federation_step where tenant_id = ? and id = ?";
    private static final String VOUCH = """
            update identity.federation_step set account = ?, acr = ?, amr = ?, authenticated_at = ? where tenant_id = ? and id = ?
            """;
    private static final String ADMITTED = """
            select id, provider, query, account, acr, amr, authenticated_at from identity.federation_step
            where digest = ? and tenant_id = ? and client = ? and account is not null and expires_at > ? for update
            """;
    private static final String REMOVE = "delete from identity.federation_step where tenant_id = ? and id = ?";
    private static final String REMOVE_ALL = "delete from identity.federation_step where tenant_id = ? and account = ?";
    private static final String PURGE = """
            delete from identity.federation_step where digest in
              (select digest from identity.federation_step where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    FederationStepRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(QUERY);
    }

    /**
     * For whom a provider vouched.
     *
     * @param query of the app's request that began it
     */
    public record Admitted(UUID id, UUID provider, String query, UUID account, Vouched vouched) {
        @Override
        public String toString() {
            return "Admitted[" + id + "]";
        }
    }

    /** How the provider says that it knows. */
    public record Vouched(String acr, List<String> amr, Instant authenticatedAt) {
        public Vouched {
            amr = List.copyOf(amr);
        }
    }

    /** Needs a transaction of the step's tenant. */
    public void insert(FederationStep step, byte[] digest, String query, Instant now) {
        byte[] sealed = vault.encryptText(QUERY.subject(step.tenant(), null), QUERY.place(step.id()), query);
        jdbc.update(
                INSERT,
                digest,
                step.id(),
                step.tenant().value(),
                step.client(),
                step.provider(),
                sealed,
                Timestamp.from(step.authenticatedAfter()),
                Timestamp.from(now),
                Timestamp.from(step.expiresAt()));
    }

    /** The browser is back: once only. */
    public Optional<FederationStep> comeBack(byte[] digest, Instant now) {
        return jdbc.query(RETURN, (row, number) -> step(row), Timestamp.from(now), digest, Timestamp.from(now)).stream()
                .findFirst();
    }

    /** Of the app's request. Needs a transaction of the step's tenant. */
    public String queryOf(FederationStep step) {
        byte[] sealed =
                jdbc.queryForObject(QUERY_OF, byte[].class, step.tenant().value(), step.id());
        return open(step.tenant(), step.id(), Objects.requireNonNull(sealed));
    }

    /** The provider vouched for the owner of {@code account}. */
    public void vouch(FederationStep step, UUID account, Vouched vouched) {
        jdbc.update(
                VOUCH,
                account,
                vouched.acr(),
                vouched.amr().toArray(String[]::new),
                Timestamp.from(vouched.authenticatedAt()),
                step.tenant().value(),
                step.id());
    }

    /** Whom the browser of this cookie may sign in as, at this client; needs a transaction of the tenant. */
    public Optional<Admitted> admitted(byte[] digest, TenantId tenant, UUID client, Instant now) {
        return jdbc
                .query(
                        ADMITTED,
                        (row, number) -> admitted(tenant, row),
                        digest,
                        tenant.value(),
                        client,
                        Timestamp.from(now))
                .stream()
                .findFirst();
    }

    public void remove(TenantId tenant, UUID id) {
        jdbc.update(REMOVE, tenant.value(), id);
    }

    /** Ends those of an account that were vouched for. */
    public void removeAll(TenantId tenant, UUID account) {
        jdbc.update(REMOVE_ALL, tenant.value(), account);
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }

    private Admitted admitted(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        return new Admitted(
                id,
                row.getObject(2, UUID.class),
                open(tenant, id, row.getBytes(3)),
                row.getObject(4, UUID.class),
                new Vouched(
                        row.getString(5),
                        List.of((String[]) row.getArray(6).getArray()),
                        row.getTimestamp(7).toInstant()));
    }

    private String open(TenantId tenant, UUID id, byte[] sealed) {
        return vault.decryptText(QUERY.subject(tenant, null), QUERY.place(id), sealed);
    }

    private static FederationStep step(ResultSet row) throws SQLException {
        return new FederationStep(
                row.getObject(1, UUID.class),
                new TenantId(row.getInt(2)),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant());
    }
}
