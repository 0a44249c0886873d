package io.flowlet.screening;

import io.flowlet.screening.internal.WatchlistRows;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The lists in force, read as {@code flowlet_reader}, for the command line. */
public final class WatchlistReport {
    private final WatchlistRows rows;

    public WatchlistReport(DataSource reader) {
        this.rows = new WatchlistRows(new JdbcTemplate(reader));
    }

    /** One version for each list that has one. */
    public List<WatchlistVersion> inForce() {
        return rows.newest();
    }
}
