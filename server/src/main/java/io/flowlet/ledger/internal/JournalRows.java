package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.JournalDay;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The entries of a day, summed up. Works inside the open transaction of the tenant. Thread-safe. */
@Component
public final class JournalRows {
    /** A day of millions of transfers takes longer than a request's statements may. */
    private static final String PATIENCE = "set local statement_timeout = '60s'";

    private static final String LINES = """
            select (e.value_at at time zone 'UTC')::date, i.gl_code, e.currency,
                   coalesce(-sum(e.change) filter (where e.change < 0), 0), coalesce(sum(e.change) filter (where e.change > 0), 0), count(*)
            from ledger.entry e join ledger.account_info i on i.tenant_id = e.tenant_id and i.id = e.account_id
            where e.tenant_id = ? and e.id >= ? and e.id < ? and e.booked_at >= ? and e.booked_at < ? and e.change <> 0
            group by 1, 2, 3
            """;

    private final JdbcTemplate jdbc;

    JournalRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public List<JournalDay.Line> linesOf(TenantId tenant, LocalDate bookedOn) {
        OffsetDateTime start = UtcDays.utc(UtcDays.start(bookedOn));
        OffsetDateTime end = UtcDays.utc(UtcDays.end(bookedOn));
        jdbc.execute(PATIENCE);
        List<JournalDay.Line> lines = jdbc.query(
                LINES,
                (row, i) -> new JournalDay.Line(
                        row.getObject(1, LocalDate.class),
                        row.getString(2),
                        StoredCurrency.of(row.getInt(3)),
                        row.getBigDecimal(4).toBigIntegerExact(),
                        row.getBigDecimal(5).toBigIntegerExact(),
                        row.getLong(6)),
                tenant.value(),
                UtcDays.idFrom(start),
                UtcDays.idUntil(end),
                start,
                end);
        lines.sort(Comparator.comparing(JournalDay.Line::valueOn)
                .thenComparing(JournalDay.Line::glCode)
                .thenComparing(line -> line.currency().code()));
        return lines;
    }
}
