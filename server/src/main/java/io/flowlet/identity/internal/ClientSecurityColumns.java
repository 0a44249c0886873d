package io.flowlet.identity.internal;

import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientLogout;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.ClientProfile;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.IdTokenAlgorithm;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.identity.TlsName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link ClientSecurity} as columns, in one order for reading and writing. */
final class ClientSecurityColumns {
    static final String NAMES = """
            profile, auth_method, jwks, jwks_uri, tls_name_kind, tls_name, sender_constraint, par_required, pkce_required,
            id_token_algorithm, grants, post_logout_redirect_uris, backchannel_logout_uri, backchannel_session_required""";

    static final int COUNT = 14;

    private ClientSecurityColumns() {}

    static List<@Nullable Object> values(ClientSecurity security) {
        Optional<ClientKeys> keys = Optional.ofNullable(security.proof().keys());
        Optional<TlsName> name = Optional.ofNullable(security.proof().tlsName());
        ClientLogout logout = security.logout();
        return Arrays.<@Nullable Object>asList(
                security.profile().code(),
                security.proof().method().code(),
                keys.map(ClientKeys::jwks).orElse(null),
                keys.map(ClientKeys::jwksUri).orElse(null),
                name.map(TlsName::kind).map(TlsName.Kind::code).orElse(null),
                name.map(TlsName::value).orElse(null),
                security.sender().code(),
                security.parRequired(),
                security.pkceRequired(),
                security.idTokenAlgorithm().name(),
                security.grants().stream().map(ClientGrant::code).sorted().toArray(String[]::new),
                logout.redirectUris().stream().map(RedirectUri::value).toArray(String[]::new),
                logout.backchannelUri(),
                logout.sessionRequired());
    }

    /** From {@link #COUNT} columns, the first of which is {@code at}. */
    static ClientSecurity read(ResultSet row, int at) throws SQLException {
        return new ClientSecurity(
                ClientProfile.of(row.getString(at)).orElseThrow(),
                proof(row, at + 1),
                SenderConstraint.of(row.getString(at + 6)).orElseThrow(),
                row.getBoolean(at + 7),
                row.getBoolean(at + 8),
                IdTokenAlgorithm.of(row.getString(at + 9)).orElseThrow(),
                ClientRows.texts(row, at + 10).stream()
                        .map(code -> ClientGrant.of(code).orElseThrow())
                        .collect(Collectors.toUnmodifiableSet()),
                new ClientLogout(
                        ClientRows.texts(row, at + 11).stream()
                                .map(RedirectUri::new)
                                .toList(),
                        row.getString(at + 12),
                        row.getBoolean(at + 13)));
    }

    private static ClientProof proof(ResultSet row, int at) throws SQLException {
        ClientMethod method = ClientMethod.of(row.getString(at)).orElseThrow();
        @Nullable String kind = row.getString(at + 3);
        return new ClientProof(
                method,
                method.hasKeys() ? new ClientKeys(row.getString(at + 1), row.getString(at + 2)) : null,
                kind == null ? null : new TlsName(TlsName.Kind.of(kind).orElseThrow(), row.getString(at + 4)));
    }
}
