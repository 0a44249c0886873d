package io.flowlet.bench.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.database.DatabaseRole;
import io.flowlet.ids.Uuid7;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What PostgreSQL itself can do with the same rows: every row that a batch of ours wrote, put into the same tables with {@code COPY} as their
 * owner, one commit a batch. No rule, no lock, no balance, no row-level security; the account rows are not written.
 */
final class CopiedRows implements AutoCloseable {
    private static final String TRANSFER = "ledger.transfer (tenant_id, id, tx_id, debit_version, credit_version, kind,"
            + " currency, debit_account, debit_balance, credit_account, credit_balance, amount, value_at, booked_at)";
    private static final String IDEMPOTENCY =
            "http.idempotency (tenant_id, key, principal, route, request_hash, status, answer, moves_money, made_at)";
    private static final String EVENT = "audit.event (tenant_id, id, body)";
    private static final String OUTBOX = "outbox.event (tenant_id, id, type, object)";

    private static final int FIRST_VERSION = 3;
    private static final int AFTER_VERSIONS = 5;

    private final Connection owner;
    private final CopyManager copy;
    private final Uuid7 ids;
    private final int rows;
    private final Map<String, List<String[]>> models = new LinkedHashMap<>();
    private long round;

    /** @param model a tenant for whom one batch was written, and nothing else */
    CopiedRows(BenchDatabase database, TenantId model, Uuid7 ids) throws Exception {
        this.ids = ids;
        owner = database.as(DatabaseRole.OWNER).getConnection();
        owner.setAutoCommit(false);
        copy = owner.unwrap(PGConnection.class).getCopyAPI();
        for (String table : List.of(TRANSFER, IDEMPOTENCY, EVENT, OUTBOX)) {
            models.put(table, read(table, model));
        }
        rows = models.getOrDefault(TRANSFER, List.of()).size();
    }

    private List<String[]> read(String table, TenantId model) throws Exception {
        int columns = table.indexOf('(');
        String select = "copy (select " + table.substring(columns + 1, table.length() - 1) + " from "
                + table.substring(0, columns) + "where tenant_id = " + model.value() + ") to stdout";
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        copy.copyOut(select, text);
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", -1))
                .toList();
    }

    /** The text of the next batch: new ids in order, new versions, another tenant's number. */
    Map<String, byte[]> next(TenantId tenant) {
        round++;
        List<UUID> transfers = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            transfers.add(ids.next());
        }
        Map<String, byte[]> texts = new LinkedHashMap<>();
        models.forEach((table, lines) -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                text.append(tenant.value()).append('\t');
                UUID id = table.equals(TRANSFER) ? transfers.get(i) : ids.next();
                String[] line = lines.get(i);
                if (table.equals(TRANSFER)) {
                    transfer(text, line, id);
                } else {
                    text.append(id);
                    append(text, line, 2);
                }
            }
            texts.put(table, text.toString().getBytes(StandardCharsets.UTF_8));
        });
        return texts;
    }

    private void transfer(StringBuilder text, String[] line, UUID id) {
        text.append(id).append('\t').append(id);
        for (int i = FIRST_VERSION; i < AFTER_VERSIONS; i++) {
            text.append('\t').append(Long.parseLong(line[i]) + round * (rows + 1));
        }
        append(text, line, AFTER_VERSIONS);
    }

    private static void append(StringBuilder text, String[] line, int from) {
        for (int i = from; i < line.length; i++) {
            text.append('\t').append(line[i]);
        }
        text.append('\n');
    }

    /** Copies and commits one batch; the number of its transfers. */
    int write(Map<String, byte[]> texts) throws Exception {
        for (Map.Entry<String, byte[]> text : texts.entrySet()) {
            copy.copyIn("copy " + text.getKey() + " from stdin", new ByteArrayInputStream(text.getValue()));
        }
        owner.commit();
        return rows;
    }

    @Override
    public void close() throws SQLException {
        owner.close();
    }
}
