package io.flowlet.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.EntryBundle;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.TileId;
import io.flowlet.tlog.VerifierKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The log as a reader finds it. Whoever holds one knows that leaves are 0..n-1, that each is the hash of its event's body, that every committed
 * checkpoint is signed and is the root of exactly the leaves before it (computed here the slow way), and that tiles and bundles agree.
 *
 * @param ids of the events, in the order of the log
 */
public record CheckedLog(List<UUID> ids) {
    static CheckedLog of(JdbcTemplate reader, VerifierKey key) {
        List<UUID> ids = new ArrayList<>();
        List<Hash> leaves = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        reader.query(
                "select index, id, entry, sha256(body) from audit.leaf left join audit.event using (id, xact, tenant_id) order by index",
                row -> {
                    assertThat(row.getLong(1)).isEqualTo(ids.size());
                    assertThat(row.getBytes(3)).isEqualTo(row.getBytes(4));
                    ids.add(row.getObject(2, UUID.class));
                    leaves.add(Hash.leaf(row.getBytes(3)));
                    entries.add(HexFormat.of().formatHex(row.getBytes(3)));
                });
        assertThat(reader.queryForObject("select size from audit.head", Long.class))
                .isEqualTo(ids.size());
        checkpoints(reader, key, leaves);
        tiles(reader, leaves, entries);
        return new CheckedLog(List.copyOf(ids));
    }

    int size() {
        return ids.size();
    }

    private static void checkpoints(JdbcTemplate reader, VerifierKey key, List<Hash> leaves) {
        List<Long> sizes = new ArrayList<>();
        Roots roots = new Roots(leaves);
        reader.query("select size, root, note from audit.checkpoint order by size", row -> {
            try {
                SignedNote note = SignedNote.parse(row.getString(3));
                assertThat(note.check(List.of(key))).isInstanceOf(SignedNote.Verdict.SignedBy.class);
                Checkpoint checkpoint = Checkpoint.of(note);
                assertThat(checkpoint.origin()).isEqualTo(AuditContext.ORIGIN);
                assertThat(checkpoint.size()).isEqualTo(row.getLong(1));
                assertThat(checkpoint.root()).isEqualTo(Hash.of(row.getBytes(2)));
                assertThat(checkpoint.root()).isEqualTo(roots.of(0, (int) checkpoint.size()));
                sizes.add(checkpoint.size());
            } catch (Malformed e) {
                throw new AssertionError(e);
            }
        });
        assertThat(sizes.isEmpty() ? 0 : sizes.getLast()).isEqualTo(leaves.size());
    }

    private static void tiles(JdbcTemplate reader, List<Hash> leaves, List<String> entries) {
        List<TileId> expected = TileId.all(leaves.size()).toList();
        List<TileId> stored = reader.query(
                "select level, index, width from audit.tile order by level, index",
                (row, number) -> new TileId(row.getInt(1), row.getLong(2), row.getInt(3)));
        assertThat(stored).isEqualTo(expected);
        reader.query("select index, hashes from audit.tile where level = -1", row -> {
            try {
                int first = row.getInt(1) * TileId.FULL;
                List<String> bundle = EntryBundle.decode(row.getBytes(2)).stream()
                        .map(HexFormat.of()::formatHex)
                        .toList();
                assertThat(bundle).isEqualTo(entries.subList(first, first + bundle.size()));
            } catch (Malformed e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The definition in RFC 6962, word by word; whole subtrees are hashed once. */
    private static final class Roots {
        private final List<Hash> leaves;
        private final Map<List<Integer>, Hash> whole = new HashMap<>();

        Roots(List<Hash> leaves) {
            this.leaves = leaves;
        }

        Hash of(int from, int to) {
            int size = to - from;
            if (size == 0) {
                return Hash.sha256(new byte[0]);
            }
            if (size == 1) {
                return leaves.get(from);
            }
            Hash known = whole.get(List.of(from, to));
            if (known != null) {
                return known;
            }
            int middle = from + Integer.highestOneBit(size - 1);
            Hash root = Hash.node(of(from, middle), of(middle, to));
            if (Integer.bitCount(size) == 1) {
                whole.put(List.of(from, to), root);
            }
            return root;
        }
    }
}
