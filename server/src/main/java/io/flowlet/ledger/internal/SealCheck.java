package io.flowlet.ledger.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes every seal again from the transfers that are there, and says which are not as they were sealed.
 *
 * <p>Reads row by row inside the connection's open transaction; its memory does not grow with the tables. Used by one thread.
 */
public final class SealCheck {
    private static final String COUNT = "select count(*) from ledger.seal where ? is null or tenant_id = ?";
    private static final String SEALS = """
            select tenant_id, number, after_id, through_id, transfers, root from ledger.seal
            where ? is null or tenant_id = ? order by tenant_id, number
            """;
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final int SEALS_FETCH = 100;

    private final Connection connection;
    private final @Nullable Integer tenant;

    /**
     * @param connection not in auto-commit, or all rows come at once
     * @param tenant null for all
     */
    public SealCheck(Connection connection, @Nullable Integer tenant) {
        this.connection = connection;
        this.tenant = tenant;
    }

    /** Told of a seal that is wrong, the number of the seal and what is wrong. */
    @FunctionalInterface
    public interface Complaint {
        void about(int tenant, long number, String found);
    }

    private record Seal(int tenant, long number, UUID after, UUID through, long transfers, String root) {
        boolean follows(@Nullable Seal before) {
            return (before == null || before.tenant != tenant)
                    ? number == 1 && after.equals(BEFORE_ALL)
                    : number == before.number + 1 && after.equals(before.through);
        }
    }

    /** How many seals there are. */
    public long count() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            bindTenant(statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** @param done told after each seal how many were looked at */
    public void run(Complaint complaint, LongConsumer done) throws SQLException {
        Seal before = null;
        long looked = 0;
        try (PreparedStatement statement = connection.prepareStatement(SEALS)) {
            statement.setFetchSize(SEALS_FETCH);
            bindTenant(statement);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Seal seal = seal(row);
                    if (!seal.follows(before)) {
                        complaint.about(
                                seal.tenant(), seal.number(), "it does not begin where the seal before it ends");
                    }
                    check(seal, complaint);
                    before = seal;
                    done.accept(++looked);
                }
            }
        }
    }

    private void bindTenant(PreparedStatement statement) throws SQLException {
        statement.setObject(1, tenant, java.sql.Types.INTEGER);
        statement.setObject(2, tenant, java.sql.Types.INTEGER);
    }

    private static Seal seal(ResultSet row) throws SQLException {
        return new Seal(
                row.getInt(1),
                row.getLong(2),
                row.getObject(3, UUID.class),
                row.getObject(4, UUID.class),
                row.getLong(5),
                HexFormat.of().formatHex(Objects.requireNonNull(row.getBytes(6))));
    }

    private void check(Seal seal, Complaint complaint) throws SQLException {
        TransferTree tree = new TransferTree();
        try (PreparedStatement statement = connection.prepareStatement(TransferTree.ROWS)) {
            statement.setFetchSize(TransferTree.FETCH);
            statement.setInt(1, seal.tenant());
            statement.setObject(2, seal.after());
            statement.setObject(3, seal.through());
            statement.setLong(4, Long.MAX_VALUE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tree.add(row);
                }
            }
        }
        String range = "the transfers after %s through %s".formatted(seal.after(), seal.through());
        if (tree.size() != seal.transfers()) {
            complaint.about(
                    seal.tenant(),
                    seal.number(),
                    "%s are %d, sealed were %d".formatted(range, tree.size(), seal.transfers()));
        } else if (!tree.root().hex().equals(seal.root())) {
            complaint.about(seal.tenant(), seal.number(), range + " are not those that were sealed");
        }
    }
}
