package io.flowlet.vault;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column of ciphertexts: how its rows are named and whose key seals them. Who writes the column says {@link #place} and {@link #subject} by
 * it, and a rotation of the data keys finds and rewrites its values by it, so there is one place that knows how they are bound.
 *
 * <p>Names are constants of the caller, never input. Immutable.
 *
 * @see SealedColumns
 */
public final class SealedColumn {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final int ROWS = 1_000;
    private static final int LARGE_ROWS = 20;

    private final String table;
    private final String column;
    private final List<Key> keys;
    private final Function<List<Object>, UUID> rowId;
    /** Null: the tenant itself, always. */
    private final @Nullable String whose;

    private final Purpose purpose;
    private final Way way;

    private enum Way {
        REWRITTEN,
        LARGE,
        COMMITTED
    }

    private SealedColumn(Rows rows, @Nullable String whose, Purpose purpose, Way way) {
        this.table = rows.table;
        this.column = rows.column;
        this.keys = rows.keys;
        this.rowId = rows.rowId;
        this.whose = whose;
        this.purpose = purpose;
        this.way = way;
    }

    /**
     * One column of those that name a row inside its tenant.
     *
     * @param type {@code uuid} or {@code text}
     */
    public record Key(String name, String type) {
        public Key {
            requireName(name);
        }

        public static Key uuid(String name) {
            return new Key(name, "uuid");
        }

        public static Key text(String name) {
            return new Key(name, "text");
        }
    }

    /**
     * Begins to say what the values of {@code column} are bound to.
     *
     * @param table {@code schema.table}; it has a column {@code tenant_id}
     * @throws IllegalArgumentException if these are not names as {@link Place} wants them
     */
    public static Named in(String table, String column) {
        return new Named(new Place(table, column, new UUID(0, 0)));
    }

    /** A column of which it is not known yet how its rows are named. */
    public static final class Named {
        private final Place names;

        private Named(Place names) {
            this.names = names;
        }

        /** Its {@link Place} has the value of this {@code uuid} column, which names a row inside its tenant. */
        public Rows row(String key) {
            return row(List.of(Key.uuid(key)), values -> (UUID) values.getFirst());
        }

        /** Its {@link Place} has what {@code id} makes of the values of {@code keys}, which together name a row inside its tenant. */
        public Rows row(List<Key> keys, Function<List<Object>, UUID> id) {
            return new Rows(names, keys, id);
        }
    }

    /** A column of which it is not known yet whose its values are. */
    public static final class Rows {
        private final String table;
        private final String column;
        private final List<Key> keys;
        private final Function<List<Object>, UUID> rowId;

        private Rows(Place names, List<Key> keys, Function<List<Object>, UUID> rowId) {
            this.table = names.table();
            this.column = names.column();
            this.keys = List.copyOf(keys);
            this.rowId = rowId;
        }

        /** Sealed by the tenant's own key. */
        public SealedColumn ofTenant() {
            return new SealedColumn(this, null, Purpose.SERVICE, Way.REWRITTEN);
        }

        /**
         * Sealed by a key of the subject that {@code whose} gives: a column of the table, or a sub-select in parentheses about its row
         * {@code t}. Where it is null the tenant's own key seals; then {@code purpose} is {@link Purpose#SERVICE}.
         */
        public SealedColumn of(String whose, Purpose purpose) {
            return new SealedColumn(
                    this, whose.startsWith("(") ? whose : "t." + requireName(whose), purpose, Way.REWRITTEN);
        }

        /** Never rewritten, since a hash that must stay commits to its bytes: a key version that one of its values names is never removed. */
        public SealedColumn committed() {
            return new SealedColumn(this, null, Purpose.SERVICE, Way.COMMITTED);
        }
    }

    /** The same, of values of up to megabytes: few of them are rewritten at once. */
    public SealedColumn large() {
        return new SealedColumn(
                new Rows(new Place(table, column, new UUID(0, 0)), keys, rowId), whose, purpose, Way.LARGE);
    }

    /** Where the value of the row {@code row} stands. */
    public Place place(UUID row) {
        return new Place(table, column, row);
    }

    /** Where the value of the row with these values of its {@link #keys} stands. */
    public Place placeOf(List<Object> key) {
        return place(rowId.apply(key));
    }

    /**
     * Whose a value is.
     *
     * @param whose the subject that its row names; null: the tenant itself
     * @throws IllegalStateException if only a subject's own data stands here, and there is none
     */
    public Subject subject(TenantId tenant, @Nullable UUID whose) {
        if (whose != null) {
            return new Subject(tenant, whose, purpose);
        }
        if (purpose != Purpose.SERVICE) {
            throw new IllegalStateException("a row of %s names nobody".formatted(table));
        }
        return Subject.ofTenant(tenant);
    }

    /** {@code schema.table}. */
    public String table() {
        return table;
    }

    public String column() {
        return column;
    }

    /** In the order of the table's primary key. */
    public List<Key> keys() {
        return keys;
    }

    /** SQL for the subject of a row {@code t}, of type {@code uuid}; null is the tenant itself. */
    public String whose() {
        return whose == null ? "null::uuid" : whose;
    }

    public Purpose purpose() {
        return purpose;
    }

    public boolean isCommitted() {
        return way == Way.COMMITTED;
    }

    /** How many rows are rewritten at once. */
    public int rowsAtOnce() {
        return way == Way.LARGE ? LARGE_ROWS : ROWS;
    }

    /** {@code schema.table.column}. */
    @Override
    public String toString() {
        return table + '.' + column;
    }

    private static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a column: " + name);
        }
        return name;
    }
}
