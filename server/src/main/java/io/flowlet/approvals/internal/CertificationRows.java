package io.flowlet.approvals.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Certification;
import io.flowlet.ids.Uuid7;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Certifications as rows; needs a transaction of their tenant. */
@Component
public final class CertificationRows {
    private static final String INSERT = """
            insert into approvals.certification (tenant_id, id, holder, held, certified_by, certified_at) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String LAST = """
            select distinct on (holder) holder, held, certified_by, certified_at from approvals.certification
            where tenant_id = ? order by holder, certified_at desc, id desc
            """;

    private final JdbcTemplate jdbc;
    private final Uuid7 ids;

    CertificationRows(JdbcTemplate jdbc, Uuid7 ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    public void insert(TenantId tenant, Certification certification) {
        jdbc.update(
                INSERT,
                tenant.value(),
                ids.next(),
                certification.holder(),
                certification.held().toArray(String[]::new),
                certification.certifiedBy(),
                Timestamp.from(certification.certifiedAt()));
    }

    /** The last one of each holder, by its name. */
    public Map<String, Certification> last(TenantId tenant) {
        return jdbc.query(LAST, (row, number) -> read(row), tenant.value()).stream()
                .collect(Collectors.toMap(Certification::holder, Function.identity()));
    }

    private static Certification read(ResultSet row) throws SQLException {
        return new Certification(
                row.getString(1),
                Arrays.asList((String[]) row.getArray(2).getArray()),
                row.getString(3),
                row.getTimestamp(4).toInstant());
    }
}
