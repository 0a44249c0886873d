package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.ledger.ClosedPeriod;
import io.flowlet.ledger.TrialBalance;
import io.flowlet.tlog.Hash;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Closed periods as rows. Every method works inside the open transaction of the tenant. Thread-safe. */
@Component
public final class PeriodRows {
    private static final String LAST = "select max(closed_through) from ledger.period where tenant_id = ?";
    private static final String CLOSE =
            "update ledger.book set closed_before = greatest(closed_before, ?) where tenant_id = ?";
    private static final String INSERT = """
            insert into ledger.period (tenant_id, closed_through, closed_at, closed_by, digest) values (?, ?, ?, ?, ?)
            """;
    private static final String LIST = """
            select closed_through, closed_at, closed_by, digest from ledger.period
            where tenant_id = ? and closed_through < ? order by closed_through desc limit ?
            """;
    private static final String FIND = """
            select closed_through, closed_at, closed_by, digest from ledger.period where tenant_id = ? and closed_through = ?
            """;
    private static final String LINES = """
            select gl_code, currency, debit, credit from ledger.period_balance where tenant_id = ? and closed_through = ?
            """;
    private static final MultiRow<Line> INSERT_LINES = new MultiRow<>("""
            insert into ledger.period_balance (tenant_id, closed_through, gl_code, currency, debit, credit) values
            """, "(?, ?, ?, ?, ?, ?)", "", PeriodRows::bind);

    private final JdbcTemplate jdbc;

    PeriodRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Line(TenantId tenant, LocalDate through, TrialBalance.Line line) {}

    /** The last day that is closed. */
    public Optional<LocalDate> last(TenantId tenant) {
        return Optional.ofNullable(jdbc.queryForObject(LAST, LocalDate.class, tenant.value()));
    }

    /** Closes the book, which is locked, and keeps the sums. */
    public void insert(TenantId tenant, ClosedPeriod period, TrialBalance balance) {
        LocalDate through = period.closedThrough();
        jdbc.update(CLOSE, UtcDays.utc(UtcDays.end(through)), tenant.value());
        jdbc.update(
                INSERT,
                tenant.value(),
                through,
                UtcDays.utc(period.closedAt()),
                period.closedBy(),
                HexFormat.of().parseHex(period.digest()));
        List<Line> lines = balance.lines().stream()
                .map(line -> new Line(tenant, through, line))
                .toList();
        INSERT_LINES.write(jdbc, lines);
    }

    public List<ClosedPeriod> list(TenantId tenant, LocalDate before, int limit) {
        return jdbc.query(LIST, (row, i) -> period(row), tenant.value(), before, limit);
    }

    public Optional<ClosedPeriod> find(TenantId tenant, LocalDate through) {
        return jdbc.query(FIND, (row, i) -> period(row), tenant.value(), through).stream()
                .findFirst();
    }

    /** The trial balance that a period was closed with. */
    public TrialBalance balance(TenantId tenant, LocalDate through) {
        List<TrialBalance.Line> lines = jdbc.query(LINES, (row, i) -> PointInTime.line(row), tenant.value(), through);
        return PointInTime.trialBalance(lines);
    }

    /** What {@link ClosedPeriod#digest} says; {@code verify.sql} makes the same of the rows. */
    public static String digest(LocalDate through, TrialBalance balance) {
        StringBuilder text = new StringBuilder().append(through).append('\n');
        balance.lines().stream()
                .sorted(Comparator.comparing(TrialBalance.Line::glCode)
                        .thenComparingInt(line -> line.currency().numericCode()))
                .forEach(line -> text.append(line.glCode())
                        .append(',')
                        .append(line.currency().numericCode())
                        .append(',')
                        .append(line.debitMinor())
                        .append(',')
                        .append(line.creditMinor())
                        .append('\n'));
        return Hash.sha256(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static ClosedPeriod period(ResultSet row) throws SQLException {
        return new ClosedPeriod(
                row.getObject(1, LocalDate.class),
                row.getTimestamp(2).toInstant(),
                row.getString(3),
                HexFormat.of().formatHex(row.getBytes(4)));
    }

    private static void bind(PreparedStatement statement, int at, Line line) throws SQLException {
        statement.setInt(at, line.tenant().value());
        statement.setObject(at + 1, line.through());
        statement.setString(at + 2, line.line().glCode());
        statement.setShort(at + 3, StoredCurrency.code(line.line().currency()));
        statement.setBigDecimal(at + 4, new BigDecimal(line.line().debitMinor()));
        statement.setBigDecimal(at + 5, new BigDecimal(line.line().creditMinor()));
    }
}
