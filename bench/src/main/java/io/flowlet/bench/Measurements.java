package io.flowlet.bench;

import io.flowlet.bench.http.OverHttp;
import io.flowlet.bench.ledger.AfterPreload;
import io.flowlet.bench.ledger.AgainstCopy;
import io.flowlet.bench.ledger.AgainstSql;
import io.flowlet.bench.ledger.AuditShare;
import io.flowlet.bench.ledger.SingleRequests;
import io.flowlet.bench.tokens.Hostile;
import io.flowlet.bench.tokens.Issued;
import io.flowlet.bench.vault.Fields;
import io.flowlet.bench.vault.LookedUp;
import io.flowlet.bench.vault.Resealed;
import io.flowlet.bench.vault.Rewrapped;
import java.util.List;

/** Every measurement, in the order of the table. */
final class Measurements {
    static final String VAULT = "vault";
    static final String TOKENS = "tokens";

    private Measurements() {}

    static List<String> subjects() {
        return List.of("ledger", VAULT, TOKENS);
    }

    /** Whether they compare with pgbench. */
    static boolean needPgbench(String subject) {
        return !subject.equals(VAULT) && !subject.equals(TOKENS);
    }

    static List<Measurement> of(String subject) {
        return switch (subject) {
            case VAULT -> List.of(new Fields(), new Rewrapped(), new Resealed(), new LookedUp());
            case TOKENS -> List.of(new Issued(), new Hostile());
            default -> ofLedger();
        };
    }

    private static List<Measurement> ofLedger() {
        return List.of(
                new AgainstCopy(),
                new AgainstSql(),
                new AuditShare(),
                new SingleRequests(),
                new OverHttp(),
                new AfterPreload());
    }
}
