package io.flowlet.privacy.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.privacy.ErasureRequest;
import io.flowlet.privacy.ErasureRequestId;
import io.flowlet.subscribers.SubscriberId;
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

/** What subscribers asked for, as rows; needs a transaction of their tenant. */
@Component
public final class RequestRows {
    private static final String INSERT = """
            insert into privacy.erasure_request (tenant_id, id, subscriber, requested_at, due_at) values (?, ?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String OPEN = """
            select id, subscriber, requested_at, due_at, closed_at from privacy.erasure_request
            where tenant_id = ? and subscriber = ? and closed_at is null
            """;
    private static final String LIST = """
            select id, subscriber, requested_at, due_at, closed_at from privacy.erasure_request
            where tenant_id = ? and (?::uuid is null or id < ?) order by id desc limit ?
            """;
    private static final String CLOSE = """
            update privacy.erasure_request set closed_at = ? where tenant_id = ? and subscriber = ? and closed_at is null
            """;
    private static final String OVERDUE =
            "select count(*) from privacy.erasure_request where tenant_id = ? and closed_at is null and due_at <= ?";

    private final JdbcTemplate jdbc;

    RequestRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it is there now; false if the subscriber has an open one. */
    public boolean insert(TenantId tenant, ErasureRequest request) {
        return jdbc.update(
                        INSERT,
                        tenant.value(),
                        request.id().value(),
                        request.subscriber().value(),
                        Timestamp.from(request.requestedAt()),
                        Timestamp.from(request.dueAt()))
                == 1;
    }

    public Optional<ErasureRequest> open(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(OPEN, RequestRows::read, tenant.value(), subscriber.value()).stream()
                .findFirst();
    }

    public List<ErasureRequest> list(TenantId tenant, Paging paging) {
        return jdbc.query(LIST, RequestRows::read, tenant.value(), paging.before(), paging.before(), paging.rows());
    }

    public void close(TenantId tenant, SubscriberId subscriber, Instant at) {
        jdbc.update(CLOSE, Timestamp.from(at), tenant.value(), subscriber.value());
    }

    /** How many nobody answered in time. */
    public long overdue(TenantId tenant, Instant now) {
        return Objects.requireNonNull(jdbc.queryForObject(OVERDUE, Long.class, tenant.value(), Timestamp.from(now)));
    }

    private static ErasureRequest read(ResultSet row, int number) throws SQLException {
        Timestamp closed = row.getTimestamp(5);
        return new ErasureRequest(
                new ErasureRequestId(row.getObject(1, UUID.class)),
                new SubscriberId(row.getObject(2, UUID.class)),
                row.getTimestamp(3).toInstant(),
                row.getTimestamp(4).toInstant(),
                closed == null ? null : closed.toInstant());
    }
}
