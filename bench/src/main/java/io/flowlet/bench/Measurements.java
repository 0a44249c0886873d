package io.flowlet.bench;

import io.flowlet.bench.http.OverHttp;
import io.flowlet.bench.ledger.AfterPreload;
import io.flowlet.bench.ledger.AgainstCopy;
import io.flowlet.bench.ledger.AgainstSql;
import io.flowlet.bench.ledger.AuditShare;
import io.flowlet.bench.ledger.SingleRequests;
import java.util.List;

/** Every measurement, in the order of the table. */
final class Measurements {
    private Measurements() {}

    static List<Measurement> all() {
        return List.of(
                new AgainstCopy(),
                new AgainstSql(),
                new AuditShare(),
                new SingleRequests(),
                new OverHttp(),
                new AfterPreload());
    }
}
