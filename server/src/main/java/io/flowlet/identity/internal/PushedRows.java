package io.flowlet.identity.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.identity.Client;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Vault;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Pushed authorization requests as rows, found by digest and client only; needs a transaction of the client's tenant. */
@Component
public final class PushedRows implements SealedColumns {
    static final SealedColumn PARAMETERS =
            SealedColumn.in("identity.pushed_request", "parameters").row("id").of("client", Purpose.SERVICE);

    private static final String INSERT = """
            insert into identity.pushed_request (id, digest, client, tenant_id, parameters, pushed_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String BEGIN = """
            update identity.pushed_request
            set expires_at = case when begun_at is null then ? else expires_at end, begun_at = coalesce(begun_at, ?)
            where digest = ? and client = ? and used_at is null and expires_at > ?
            returning id, parameters
            """;
    private static final String USE = """
            update identity.pushed_request set used_at = ? where digest = ? and client = ? and used_at is null and expires_at > ?
            """;
    private static final String PURGE = """
            delete from identity.pushed_request where id in
              (select id from identity.pushed_request where expires_at < ? order by expires_at limit ? for update skip locked)
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    PushedRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(PARAMETERS);
    }

    /** From when until when. */
    record Life(Instant from, Instant until) {}

    void insert(UUID id, byte[] digest, Client client, String parameters, Life life) {
        byte[] sealed =
                vault.encryptText(PARAMETERS.subject(client.tenant(), client.id()), PARAMETERS.place(id), parameters);
        jdbc.update(
                INSERT,
                id,
                digest,
                client.id(),
                client.tenant().value(),
                sealed,
                Timestamp.from(life.from()),
                Timestamp.from(life.until()));
    }

    /**
     * What was pushed, if it was not used and has not expired.
     *
     * @param life from now on, if this is the first time that it is asked for
     */
    Optional<String> begin(byte[] digest, Client client, Life life) {
        Timestamp now = Timestamp.from(life.from());
        return jdbc
                .query(
                        BEGIN,
                        (row, number) -> vault.decryptText(
                                PARAMETERS.subject(client.tenant(), client.id()),
                                PARAMETERS.place(row.getObject(1, UUID.class)),
                                row.getBytes(2)),
                        Timestamp.from(life.until()),
                        now,
                        digest,
                        client.id(),
                        now)
                .stream()
                .findFirst();
    }

    /** Whether it was this call that used it. */
    boolean use(byte[] digest, Client client, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.update(USE, at, digest, client.id(), at) == 1;
    }

    /** Removes at most {@code limit} that expired before {@code before}; says how many. */
    public int purge(Instant before, int limit) {
        return jdbc.update(PURGE, Timestamp.from(before), limit);
    }
}
