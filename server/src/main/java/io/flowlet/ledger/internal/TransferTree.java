package io.flowlet.ledger.internal;

import io.flowlet.tlog.Frontier;
import io.flowlet.tlog.Hash;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree over transfers in the order of their ids: one leaf a row, of all its columns.
 *
 * <p>A leaf's entry has 139 bytes, big-endian: 1 the version of this layout (1); 4 tenant; 2 kind; 2 currency; 16 id; 16 tx_id; 8 each
 * debit account, version, balance; 8 each credit account, version, balance; 8 amount; 8 value_at and 8 booked_at in microseconds since 1970;
 * 1 whether there is a ref_id (0, 1), 16 ref_id or zeros; 1 whether there is a held amount, 8 held or zeros. Used by one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, section 2.1</a>
 */
public final class TransferTree {
    /** The rows of a seal. */
    public static final String ROWS = """
            select tenant_id, kind, currency, id, tx_id, debit_account, debit_version, debit_balance, credit_account, credit_version,
                   credit_balance, amount, value_at, booked_at, ref_id, held
            from ledger.transfer where tenant_id = ? and id > ? and id <= ? order by id limit ?
            """;

    /** Rows that one round trip brings. */
    public static final int FETCH = 1_000;

    private static final byte LAYOUT = 1;
    private static final int BYTES = 139;

    private final Frontier frontier = Frontier.empty();
    private final byte[] entry = new byte[BYTES];
    private @Nullable UUID last;

    /** Adds a row of {@link #ROWS}. */
    public void add(ResultSet row) throws SQLException {
        ByteBuffer bytes = ByteBuffer.wrap(entry);
        bytes.put(LAYOUT).putInt(row.getInt(1)).putShort(row.getShort(2)).putShort(row.getShort(3));
        last = row.getObject(4, UUID.class);
        put(bytes, last);
        put(bytes, row.getObject(5, UUID.class));
        for (int column = 6; column <= 12; column++) {
            bytes.putLong(row.getLong(column));
        }
        bytes.putLong(micros(row.getObject(13, OffsetDateTime.class)));
        bytes.putLong(micros(row.getObject(14, OffsetDateTime.class)));
        UUID ref = row.getObject(15, UUID.class);
        bytes.put((byte) (ref == null ? 0 : 1));
        put(bytes, Objects.requireNonNullElse(ref, new UUID(0, 0)));
        Long held = row.getObject(16, Long.class);
        bytes.put((byte) (held == null ? 0 : 1));
        bytes.putLong(Objects.requireNonNullElse(held, 0L));
        frontier.append(Arrays.copyOf(entry, BYTES), full -> {});
    }

    private static void put(ByteBuffer bytes, UUID id) {
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static long micros(OffsetDateTime at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at.toInstant());
    }

    public long size() {
        return frontier.size();
    }

    public Hash root() {
        return frontier.root();
    }

    /** The id of the row that was added last; null before the first. */
    @Nullable
    UUID last() {
        return last;
    }
}
