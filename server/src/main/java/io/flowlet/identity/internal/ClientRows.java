package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.Network;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.identity.TlsName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Clients as rows. */
@Component
public final class ClientRows {
    /** What {@link #read} reads, in this order. */
    static final String COLUMNS = """
            id, tenant_id, tenant_public, name, scopes, allowed_networks, created_at, revoked_at,
            sign_in_audience, redirect_uris, sign_in_scopes,\s""" + ClientSecurityColumns.NAMES;

    private static final int SECURITY = 12;
    /** The columns of a client; what a query asks for besides comes after these. */
    static final int COUNT = SECURITY - 1 + ClientSecurityColumns.COUNT;

    private static final String INSERT = """
            insert into identity.oauth_client
              (id, client_id, tenant_id, tenant_public, name, scopes, allowed_networks, created_at, secret_hmac,
               sign_in_audience, redirect_uris, sign_in_scopes, created_by,\s""" + ClientSecurityColumns.NAMES + """
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String BY_CLIENT_ID =
            "select " + COLUMNS + ", secret_hmac from identity.oauth_client where client_id = ?";
    private static final String BY_ID = "select " + COLUMNS + " from identity.oauth_client where id = ?";
    private static final String LIST = "select " + COLUMNS
            + " from identity.oauth_client where tenant_id = ? and (?::uuid is null or id < ?) order by id desc limit ?";
    private static final String REVOKE = """
            update identity.oauth_client set revoked_at = ? where tenant_id = ? and id = ? and revoked_at is null
            """;
    private static final String LOCK =
            "select " + COLUMNS + " from identity.oauth_client where tenant_id = ? and id = ? for update";
    private static final String REPLACE_SCOPES = """
            update identity.oauth_client
            set scopes = ?, scopes_changed_at = ?,
                grants = case when auth_method = 'none' or 'client_credentials' = any (grants) then grants
                  else array_append(grants, 'client_credentials') end
            where tenant_id = ? and id = ?
            """;
    private static final String REPLACE_SECRET =
            "update identity.oauth_client set secret_hmac = ? where tenant_id = ? and id = ?";
    private static final String REPLACE_PROOF = """
            update identity.oauth_client set jwks = ?, jwks_uri = ?, tls_name_kind = ?, tls_name = ? where tenant_id = ? and id = ?
            """;
    private static final String LOCK_SIGN_IN = "select pg_advisory_xact_lock(7391045, ?)";
    private static final String ANY_TO_SIGN_IN = """
            select exists (
              select from identity.oauth_client
              where tenant_id = ? and sign_in_audience = ? and (revoked_at is null or sign_in_audience <> 'staff'))
            """;
    private static final String IS_LAST_FOR_STAFF = """
            select exists (
              select from identity.oauth_client
              where tenant_id = ? and id = ? and sign_in_audience = 'staff' and revoked_at is null and last_used_at is not null)
            and not exists (
              select from identity.oauth_client
              where tenant_id = ? and id <> ? and sign_in_audience = 'staff' and revoked_at is null and last_used_at is not null)
            """;
    private static final String MADE_BY = """
            select client_id from identity.oauth_client where tenant_id = ? and created_by = ? and revoked_at is null order by id
            """;
    private static final String ANY_ACTIVE =
            "select exists (select from identity.oauth_client where tenant_id = ? and revoked_at is null)";
    private static final String ACTIVE =
            "select client_id from identity.oauth_client where tenant_id = ? and revoked_at is null order by id";
    private static final String ANY_BESIDE_STAFFS = """
            select exists (
              select from identity.oauth_client
              where tenant_id = ? and revoked_at is null and sign_in_audience is distinct from 'staff')
            """;
    private static final int SECRET = COUNT + 1;

    private final JdbcTemplate jdbc;

    ClientRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param secretDigest null for a client without a secret
     * @param createdBy public name of the credential
     */
    public void insert(Client client, byte @Nullable [] secretDigest, String createdBy) {
        Optional<SignInRegistration> signIn = Optional.ofNullable(client.signIn());
        List<@Nullable Object> values = new ArrayList<>(Arrays.<@Nullable Object>asList(
                client.id(),
                client.clientId(),
                client.tenant().value(),
                client.tenantPublic(),
                client.name(),
                client.scopes().stream().map(Scope::value).sorted().toArray(String[]::new),
                client.allowedNetworks().stream().map(Network::toString).toArray(String[]::new),
                Timestamp.from(client.createdAt()),
                secretDigest,
                signIn.map(persons -> persons.audience().code()).orElse(null),
                signIn.map(persons -> persons.redirectUris().stream()
                                .map(RedirectUri::value)
                                .toArray(String[]::new))
                        .orElse(null),
                signIn.map(persons -> persons.scopes().stream()
                                .map(Scope::value)
                                .sorted()
                                .toArray(String[]::new))
                        .orElse(null),
                createdBy));
        values.addAll(ClientSecurityColumns.values(client.security()));
        jdbc.update(INSERT, values.toArray());
    }

    Optional<StoredClient> byClientId(String clientId) {
        return jdbc
                .query(BY_CLIENT_ID, (row, number) -> new StoredClient(read(row), row.getBytes(SECRET)), clientId)
                .stream()
                .findFirst();
    }

    public Optional<Client> byId(UUID id) {
        return jdbc.query(BY_ID, (row, number) -> read(row), id).stream().findFirst();
    }

    /** The tenant's client, which nobody else changes until the transaction ends. */
    public Optional<Client> lock(TenantId tenant, UUID id) {
        return jdbc.query(LOCK, (row, number) -> read(row), tenant.value(), id).stream()
                .findFirst();
    }

    public void replaceScopes(TenantId tenant, UUID id, Set<Scope> scopes, Instant now) {
        String[] names = scopes.stream().map(Scope::value).sorted().toArray(String[]::new);
        jdbc.update(REPLACE_SCOPES, names, Timestamp.from(now), tenant.value(), id);
    }

    public List<Client> list(TenantId tenant, @Nullable UUID before, int limit) {
        return jdbc.query(LIST, (row, number) -> read(row), tenant.value(), before, before, limit);
    }

    /** Whether it was this call that revoked it. */
    public boolean revoke(TenantId tenant, UUID id, Instant now) {
        return jdbc.update(REVOKE, Timestamp.from(now), tenant.value(), id) == 1;
    }

    public void replaceSecret(TenantId tenant, UUID id, byte[] secretDigest) {
        jdbc.update(REPLACE_SECRET, secretDigest, tenant.value(), id);
    }

    /** Of the method that the client has. */
    public void replaceProof(Client client, ClientProof proof) {
        Optional<ClientKeys> keys = Optional.ofNullable(proof.keys());
        Optional<TlsName> name = Optional.ofNullable(proof.tlsName());
        jdbc.update(
                REPLACE_PROOF,
                keys.map(ClientKeys::jwks).orElse(null),
                keys.map(ClientKeys::jwksUri).orElse(null),
                name.map(TlsName::kind).map(TlsName.Kind::code).orElse(null),
                name.map(TlsName::value).orElse(null),
                client.tenant().value(),
                client.id());
    }

    /** Until the transaction ends nobody else of the tenant decides about clients by which people sign in. */
    public void lockSignIn(TenantId tenant) {
        jdbc.query(LOCK_SIGN_IN, row -> {}, tenant.value());
    }

    /** Whether the tenant has a client by which staff signs in; by which subscribers do, or ever did. */
    public boolean anyToSignIn(TenantId tenant, Audience audience) {
        return Boolean.TRUE.equals(jdbc.queryForObject(ANY_TO_SIGN_IN, Boolean.class, tenant.value(), audience.code()));
    }

    /** Whether staff has signed in by this client, and by no other one that works. */
    public boolean isLastForStaff(TenantId tenant, UUID id) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject(IS_LAST_FOR_STAFF, Boolean.class, tenant.value(), id, tenant.value(), id));
    }

    /** The working clients that the credential of this name made. */
    public List<String> madeBy(TenantId tenant, String maker) {
        return jdbc.queryForList(MADE_BY, String.class, tenant.value(), maker);
    }

    public boolean anyActive(TenantId tenant) {
        return Boolean.TRUE.equals(jdbc.queryForObject(ANY_ACTIVE, Boolean.class, tenant.value()));
    }

    /** Names of those that work. */
    public List<String> active(TenantId tenant) {
        return jdbc.queryForList(ACTIVE, String.class, tenant.value());
    }

    public boolean anyBesideStaffs(TenantId tenant) {
        return Boolean.TRUE.equals(jdbc.queryForObject(ANY_BESIDE_STAFFS, Boolean.class, tenant.value()));
    }

    /** From the first {@link #COUNT} columns. */
    static Client read(ResultSet row) throws SQLException {
        Timestamp revokedAt = row.getTimestamp(8);
        return new Client(
                row.getObject(1, UUID.class),
                new TenantId(row.getInt(2)),
                row.getObject(3, UUID.class),
                row.getString(4),
                scopes(row, 5),
                texts(row, 6).stream().map(ClientRows::network).toList(),
                row.getTimestamp(7).toInstant(),
                revokedAt == null ? null : revokedAt.toInstant(),
                signIn(row),
                ClientSecurityColumns.read(row, SECURITY));
    }

    private static @Nullable SignInRegistration signIn(ResultSet row) throws SQLException {
        @Nullable String audience = row.getString(9);
        return audience == null
                ? null
                : new SignInRegistration(
                        Audience.of(audience).orElseThrow(),
                        texts(row, 10).stream().map(RedirectUri::new).toList(),
                        scopes(row, 11));
    }

    static Set<Scope> scopes(ResultSet row, int column) throws SQLException {
        return texts(row, column).stream().map(Scope::new).collect(Collectors.toUnmodifiableSet());
    }

    static List<String> texts(ResultSet row, int column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    // a block that cannot be read must not open the client to everybody
    private static Network network(String text) {
        return Network.parse(text).orElseThrow(() -> new IllegalStateException("not a network: " + text));
    }
}
