package io.flowlet.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads all books of all tenants and says where they break a rule of {@code verify.sql}.
 *
 * <p>All rules see one and the same moment, so it can run beside live traffic; it takes no lock that a posting waits for. Not thread-safe.
 */
public final class LedgerVerification {
    /** More rows of one rule are not read: one is enough to stop and look. */
    private static final int MOST_FINDINGS = 100;

    private static final String MARK = "-- check: ";

    private final DataSource reader;

    /**
     * Prepares nothing yet.
     *
     * @param reader connects as {@code flowlet_reader}, which sees every tenant
     */
    public LedgerVerification(DataSource reader) {
        this.reader = reader;
    }

    /**
     * A row that breaks a rule.
     *
     * @param account null when it is about a whole currency
     * @param version null when it is about a whole currency
     */
    public record Finding(
            String rule,
            int tenant,
            @Nullable Long account,
            @Nullable Long version,
            String found) {
        @Override
        public String toString() {
            String place = account == null ? "" : ", account %d, version %d".formatted(account, version);
            return "%s: tenant %d%s: %s".formatted(rule, tenant, place, found);
        }
    }

    /**
     * One rule, looked at.
     *
     * @param number from 1
     * @param of how many rules there are
     * @param findings at most {@value #MOST_FINDINGS}
     */
    public record Checked(int number, int of, String rule, List<Finding> findings) {}

    /**
     * Checks every rule, also when an earlier one is broken.
     *
     * @param progress told after each rule
     * @return what was found, the gravest rule first; empty when the books are sound
     */
    public List<Finding> run(Consumer<Checked> progress) {
        try (Connection connection = reader.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            List<Finding> findings = check(connection, progress);
            connection.rollback();
            return findings;
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }

    /** Checks what the open transaction sees. */
    static List<Finding> check(Connection connection, Consumer<Checked> progress) throws SQLException {
        List<Finding> all = new ArrayList<>();
        List<Rule> rules = rules();
        for (int i = 0; i < rules.size(); i++) {
            List<Finding> findings = check(connection, rules.get(i));
            all.addAll(findings);
            progress.accept(new Checked(i + 1, rules.size(), rules.get(i).title(), findings));
        }
        return all;
    }

    private record Rule(String title, String sql) {}

    private static List<Finding> check(Connection connection, Rule rule) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(MOST_FINDINGS);
            try (ResultSet rows = statement.executeQuery(rule.sql())) {
                while (rows.next()) {
                    findings.add(new Finding(
                            rule.title(),
                            rows.getInt("tenant_id"),
                            rows.getObject("account_id", Long.class),
                            rows.getObject("version", Long.class),
                            rows.getString("found")));
                }
            }
        }
        return findings;
    }

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (String part : text().split(MARK, -1)) {
            int line = part.indexOf('\n');
            rules.add(new Rule(part.substring(0, line).strip(), part.substring(line + 1)));
        }
        return rules.subList(1, rules.size()); // before the first mark stands the heading
    }

    private static String text() {
        try (InputStream sql = Objects.requireNonNull(LedgerVerification.class.getResourceAsStream("verify.sql"))) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
