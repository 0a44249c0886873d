package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import io.flowlet.identity.OpenIdScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What OpenID Connect knows of grants, as rows; they go with their session. */
@Component
public final class OpenIdGrants {
    private static final String INSERT = """
            insert into identity.openid_grant
              (grant_id, tenant_id, client, account, session, scopes, nonce, id_token_claims, userinfo_claims, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select scopes, nonce, id_token_claims, userinfo_claims from identity.openid_grant where grant_id = ?
            """;

    private final JdbcTemplate jdbc;

    OpenIdGrants(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A grant with the scope {@code openid}.
     *
     * @param idTokenClaims asked for one by one
     * @param userInfoClaims the same for the other place
     */
    record OpenIdGrant(
            Set<OpenIdScope> scopes, @Nullable String nonce, Set<String> idTokenClaims, Set<String> userInfoClaims) {
        OpenIdGrant {
            scopes = Set.copyOf(scopes);
            idTokenClaims = Set.copyOf(idTokenClaims);
            userInfoClaims = Set.copyOf(userInfoClaims);
        }

        Set<String> scopeNames() {
            return scopes.stream().map(OpenIdScope::code).collect(Collectors.toUnmodifiableSet());
        }
    }

    void insert(Client client, PersonGrant grant, OpenIdRequest request, Instant now) {
        jdbc.update(
                INSERT,
                grant.id(),
                client.tenant().value(),
                client.id(),
                grant.account(),
                grant.session(),
                names(request.scopes()),
                request.nonce(),
                sorted(request.claims().idToken()),
                sorted(request.claims().userInfo()),
                Timestamp.from(now));
    }

    /** Empty for a grant of OAuth alone. */
    Optional<OpenIdGrant> find(UUID grant) {
        return jdbc.query(FIND, (row, number) -> read(row), grant).stream().findFirst();
    }

    private static OpenIdGrant read(ResultSet row) throws SQLException {
        return new OpenIdGrant(scopes(row, 1), row.getString(2), texts(row, 3), texts(row, 4));
    }

    /** As a column of scopes is written. */
    static String[] names(Set<OpenIdScope> scopes) {
        return sorted(scopes.stream().map(OpenIdScope::code).toList());
    }

    static Set<OpenIdScope> scopes(ResultSet row, int column) throws SQLException {
        return texts(row, column).stream()
                .map(scope -> OpenIdScope.of(scope).orElseThrow())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> texts(ResultSet row, int column) throws SQLException {
        return Arrays.stream((String[]) row.getArray(column).getArray()).collect(Collectors.toSet());
    }

    private static String[] sorted(Collection<String> texts) {
        return texts.stream().sorted().toArray(String[]::new);
    }
}
