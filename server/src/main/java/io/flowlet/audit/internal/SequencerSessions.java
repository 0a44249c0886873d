package io.flowlet.audit.internal;

import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.stereotype.Component;

/**
 * Direct connections as {@code flowlet_sequencer}, none of them pooled: the leader's lock lives and dies with its connection.
 *
 * <p>Not a {@code DataSource}, which the application has one of: its pool. No wait is without an end, and the server notices a dead leader within half a minute, so that another can lead.
 */
@Component
public final class SequencerSessions implements Sessions {
    private static final String BOUNDS = """
            -c statement_timeout=60s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s \
            -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3""";

    /** Each statement is meant to go along an index; statistics of tables that grow this fast are behind and tempt the planner away. */
    private static final String PLANS = """
            -c jit=off -c max_parallel_workers_per_gather=0 \
            -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off""";

    private final PGSimpleDataSource direct = new PGSimpleDataSource();

    SequencerSessions(DatabaseSettings settings) {
        direct.setUrl(settings.url());
        direct.setUser(DatabaseRole.SEQUENCER.user());
        direct.setPassword(settings.sequencerPassword());
        direct.setApplicationName("flowlet-sequencer");
        direct.setOptions(BOUNDS + " " + PLANS);
        direct.setConnectTimeout(10);
        direct.setSocketTimeout(90);
        direct.setTcpKeepAlive(true);
        direct.setReWriteBatchedInserts(true);
        // every statement is planned for its values: a generic plan would not know how few events are new
        direct.setPrepareThreshold(0);
    }

    @Override
    public Connection open() throws SQLException {
        return direct.getConnection();
    }
}
