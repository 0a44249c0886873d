package io.flowlet.tokens.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tokens.TokenFormat;
import io.flowlet.tokens.TokenId;
import io.flowlet.tokens.TokenType;
import io.flowlet.vault.BlindIndex;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Tokens as rows; the only place that turns their values into ciphertext and back. */
@Component
public final class TokenisedRows implements SealedColumns {
    private static final SealedColumn VALUE =
            SealedColumn.in("tokens.token", "value").row("id").of("subscriber", Purpose.SERVICE);
    private static final String INSERT = """
            insert into tokens.token (tenant_id, id, type, format, token, value, subscriber, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (tenant_id, type, token) do nothing
            """;
    private static final String INDEX = """
            insert into tokens.blind_index (tenant_id, type, format, version, index_value, token_id) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String ADD_INDEX = INDEX + "on conflict do nothing";
    private static final String SHARE = """
            select id, type, format, token, subscriber, created_at, value from tokens.token
            where tenant_id = ? and id = any (?) order by id for key share
            """;
    private static final String BY_VALUE = """
            select token_id from tokens.blind_index
            where tenant_id = ? and type = ? and format = ? and version = ? and index_value = ?
            """;
    private static final String FIND = """
            select id, type, format, token, subscriber, created_at, value from tokens.token where tenant_id = ? and id = ?
            """;
    private static final String BY_TOKEN = """
            select id, type, format, token, subscriber, created_at, value from tokens.token
            where tenant_id = ? and type = ? and token = ?
            """;
    private static final String OF_SUBSCRIBER = """
            select id, type, format, token, subscriber, created_at, value from tokens.token
            where tenant_id = ? and subscriber = ? order by id
            """;
    private static final String DELETE = "delete from tokens.token where tenant_id = ? and id = ?";

    private final JdbcTemplate jdbc;
    private final Vault vault;

    TokenisedRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(VALUE);
    }

    /** A token without its value. */
    public record Row(
            TokenId id,
            TokenType type,
            TokenFormat format,
            String token,
            @Nullable SubscriberId subscriber,
            Instant createdAt) {
        @Override
        public String toString() {
            return "Row[" + id + "]";
        }
    }

    /** A token with its value's ciphertext, read at once: whoever removes it meanwhile changes nothing about either. */
    public static final class Stored {
        private final Row row;
        private final byte[] sealed;

        private Stored(Row row, byte[] sealed) {
            this.row = row;
            this.sealed = sealed;
        }

        public Row row() {
            return row;
        }
    }

    /** Writes the row and the value's ciphertext; false if another value has that token. */
    public boolean insert(TenantId tenant, Row row, String value) {
        SubscriberId subscriber = row.subscriber();
        return jdbc.update(
                        INSERT,
                        tenant.value(),
                        row.id().value(),
                        row.type().code(),
                        row.format().code(),
                        row.token(),
                        vault.encryptText(subject(tenant, subscriber), place(row.id()), value),
                        subscriber == null ? null : subscriber.value(),
                        Timestamp.from(row.createdAt()))
                == 1;
    }

    /**
     * Makes the token found by its value, in every version.
     *
     * @throws org.springframework.dao.DuplicateKeyException if another transaction has just given that value a token
     */
    public void index(TenantId tenant, Row row, List<BlindIndex> indexes) {
        for (BlindIndex index : indexes) {
            jdbc.update(
                    INDEX,
                    tenant.value(),
                    row.type().code(),
                    row.format().code(),
                    index.version(),
                    index.bytes(),
                    row.id().value());
        }
    }

    /** As {@link #index}, leaving those that are there. */
    public void addIndexes(TenantId tenant, Row row, List<BlindIndex> indexes) {
        for (BlindIndex index : indexes) {
            jdbc.update(
                    ADD_INDEX,
                    tenant.value(),
                    row.type().code(),
                    row.format().code(),
                    index.version(),
                    index.bytes(),
                    row.id().value());
        }
    }

    /** Those of these ids that there are; nobody removes them until the transaction ends. */
    public List<Stored> share(TenantId tenant, Collection<UUID> ids) {
        return jdbc.query(SHARE, (row, number) -> read(row), tenant.value(), ids.toArray(UUID[]::new));
    }

    /** The token of the value with one of {@code indexes}. */
    public Optional<Stored> findByValue(TenantId tenant, TokenType type, TokenFormat format, List<BlindIndex> indexes) {
        return indexes.stream()
                .flatMap(index -> jdbc
                        .query(
                                BY_VALUE,
                                (row, number) -> new TokenId(row.getObject(1, UUID.class)),
                                tenant.value(),
                                type.code(),
                                format.code(),
                                index.version(),
                                index.bytes())
                        .stream())
                .findFirst()
                .flatMap(id -> find(tenant, id));
    }

    /** All of one subscriber, oldest first. */
    public List<Stored> of(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(OF_SUBSCRIBER, (row, number) -> read(row), tenant.value(), subscriber.value());
    }

    public Optional<Stored> find(TenantId tenant, TokenId id) {
        return jdbc.query(FIND, (row, number) -> read(row), tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** The one that others hold as {@code token}. */
    public Optional<Stored> findByToken(TenantId tenant, TokenType type, String token) {
        return jdbc.query(BY_TOKEN, (row, number) -> read(row), tenant.value(), type.code(), token).stream()
                .findFirst();
    }

    /** The value that {@code stored} stands for, in clear. */
    public String open(TenantId tenant, Stored stored) {
        Row row = stored.row();
        return vault.decryptText(subject(tenant, row.subscriber()), place(row.id()), stored.sealed);
    }

    /** False if it was gone already. */
    public boolean delete(TenantId tenant, TokenId id) {
        return jdbc.update(DELETE, tenant.value(), id.value()) == 1;
    }

    private static Stored read(ResultSet row) throws SQLException {
        UUID subscriber = row.getObject(5, UUID.class);
        Row read = new Row(
                new TokenId(row.getObject(1, UUID.class)),
                TokenType.of(row.getString(2)),
                TokenFormat.of(row.getString(3)),
                row.getString(4),
                subscriber == null ? null : new SubscriberId(subscriber),
                row.getTimestamp(6).toInstant());
        return new Stored(read, row.getBytes(7));
    }

    private static Subject subject(TenantId tenant, @Nullable SubscriberId subscriber) {
        return VALUE.subject(tenant, subscriber == null ? null : subscriber.value());
    }

    private static Place place(TokenId id) {
        return VALUE.place(id.value());
    }
}
