package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.AccessHolder;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Who holds what, and when it was last used; needs a transaction of the tenant. */
@Component
public final class HolderRows {
    private static final String STAFF = """
            select id, roles, greatest(created_at, roles_given_at, reset_at), last_used_at from identity.account
            where tenant_id = ? and audience = 'staff' and disabled_at is null
            """;
    private static final String CLIENTS = """
            select id,
                   scopes
                   || case when sign_in_audience is null then '{}' else array['sign_in:' || sign_in_audience] end
                   || array(select 'sign_in_scope:' || each from unnest(sign_in_scopes) as each)
                   || array(select 'redirect_uri:' || each from unnest(redirect_uris) as each)
                   || array(select 'network:' || each from unnest(allowed_networks) as each),
                   greatest(created_at, scopes_changed_at), last_used_at
            from identity.oauth_client where tenant_id = ? and revoked_at is null
            """;
    private static final String STAFF_USED = """
            update identity.account set last_used_at = ?
            where tenant_id = ? and id = ? and (last_used_at is null or last_used_at < ?::timestamptz - interval '1 hour')
            """;
    private static final String CLIENT_USED = """
            update identity.oauth_client set last_used_at = ?
            where tenant_id = ? and id = ? and (last_used_at is null or last_used_at < ?::timestamptz - interval '1 hour')
            """;

    private final JdbcTemplate jdbc;

    HolderRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Members of staff and clients that work. */
    public List<AccessHolder> list(TenantId tenant) {
        List<AccessHolder> found = new ArrayList<>(
                jdbc.query(STAFF, (row, number) -> read(row, Audience.STAFF.nameOf(id(row))), tenant.value()));
        found.addAll(jdbc.query(CLIENTS, (row, number) -> read(row, Client.nameOf(id(row))), tenant.value()));
        return found;
    }

    /** Somebody signed in: written once an hour. */
    public void accountUsed(TenantId tenant, UUID id, Instant now) {
        Timestamp at = Timestamp.from(now);
        jdbc.update(STAFF_USED, at, tenant.value(), id, at);
    }

    /** A token was issued to it: written once an hour, or every token would wait for the one before. */
    public void clientUsed(TenantId tenant, UUID id, Instant now) {
        Timestamp at = Timestamp.from(now);
        jdbc.update(CLIENT_USED, at, tenant.value(), id, at);
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject(1, UUID.class);
    }

    private static AccessHolder read(ResultSet row, String name) throws SQLException {
        Timestamp used = row.getTimestamp(4);
        return new AccessHolder(
                id(row),
                name,
                Arrays.stream((String[]) row.getArray(2).getArray()).sorted().toList(),
                row.getTimestamp(3).toInstant(),
                used == null ? null : used.toInstant());
    }
}
