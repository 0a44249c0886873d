package io.flowlet.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.internal.SealCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
 * Reads the books and says where they break a rule of {@code verify.sql}, or are not what was sealed.
 *
 * <p>All rules see one and the same moment, so it can run beside live traffic; it takes no lock that a posting waits for. Rules that compare
 * neighbours sort all entries, on the server's disk where its memory does not do. Not thread-safe.
 */
public final class LedgerVerification {
    /** More rows of one rule are not read: one is enough to stop and look. */
    private static final int MOST_FINDINGS = 100;

    private static final String MARK = "-- check: ";
    private static final String SEALED = "the transfers of every seal are those that were sealed";

    /** Room to sort in; kept for this transaction only. */
    private static final String WORK_MEMORY = "set local work_mem = '128MB'";

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
     * @param account null when it is about more than one account
     * @param version null when it is about more than one account
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

    /** Is told how far it is. */
    public interface Progress {
        /** Before a rule is looked at. */
        void begins(int number, int of, String rule);

        /** Within a rule that can count: {@code done} of {@code all}. */
        void within(long done, long all);

        /** After a rule was looked at. */
        void checked(Checked checked);
    }

    /**
     * Checks every rule, also when an earlier one is broken.
     *
     * @param progress told after each rule
     * @return what was found, the gravest rule first; empty when the books are sound
     */
    public List<Finding> run(Consumer<Checked> progress) {
        return run(null, new AfterEach(progress));
    }

    /**
     * Checks every rule over one tenant or over all, also when an earlier one is broken.
     *
     * @param only null for all tenants
     * @return what was found, the gravest rule first; empty when the books are sound
     */
    public List<Finding> run(@Nullable TenantId only, Progress progress) {
        try (Connection connection = reader.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            List<Finding> findings = check(connection, only == null ? null : only.value(), progress);
            connection.rollback();
            return findings;
        } catch (SQLException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }

    /** Checks what the open transaction sees. */
    static List<Finding> check(Connection connection, Consumer<Checked> progress) throws SQLException {
        return check(connection, null, new AfterEach(progress));
    }

    private static List<Finding> check(Connection connection, @Nullable Integer only, Progress progress)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(WORK_MEMORY);
        }
        List<Finding> all = new ArrayList<>();
        List<Rule> rules = rules();
        int of = rules.size() + 1;
        for (Rule rule : rules) {
            int number = rules.indexOf(rule) + 1;
            progress.begins(number, of, rule.title());
            List<Finding> findings = check(connection, rule, only);
            all.addAll(findings);
            progress.checked(new Checked(number, of, rule.title(), findings));
        }
        progress.begins(of, of, SEALED);
        List<Finding> unsealed = seals(connection, only, progress);
        all.addAll(unsealed);
        progress.checked(new Checked(of, of, SEALED, unsealed));
        return all;
    }

    private record AfterEach(Consumer<Checked> told) implements Progress {
        @Override
        public void begins(int number, int of, String rule) {}

        @Override
        public void within(long done, long all) {}

        @Override
        public void checked(Checked checked) {
            told.accept(checked);
        }
    }

    private static List<Finding> seals(Connection connection, @Nullable Integer only, Progress progress)
            throws SQLException {
        SealCheck seals = new SealCheck(connection, only);
        long all = seals.count();
        List<Finding> findings = new ArrayList<>();
        seals.run(
                (tenant, number, found) -> {
                    if (findings.size() < MOST_FINDINGS) {
                        findings.add(new Finding(SEALED, tenant, null, null, "seal " + number + ": " + found));
                    }
                },
                done -> progress.within(done, all));
        return findings;
    }

    private record Rule(String title, String sql) {
        String ofOneTenant() {
            return "select * from (" + sql + "\n) broken where tenant_id = ?";
        }
    }

    private static List<Finding> check(Connection connection, Rule rule, @Nullable Integer only) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        String sql = only == null ? rule.sql() : rule.ofOneTenant();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setMaxRows(MOST_FINDINGS);
            if (only != null) {
                statement.setInt(1, only);
            }
            try (ResultSet rows = statement.executeQuery()) {
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
            String sql = part.substring(line + 1).strip();
            int end = sql.lastIndexOf(';');
            rules.add(new Rule(part.substring(0, line).strip(), end < 0 ? sql : sql.substring(0, end)));
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
