package io.flowlet.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a page starts and how long it is.
 *
 * @param before the last member of the page before, or null for the newest
 * @param limit 1 to 100
 */
public record Paging(@Nullable UUID before, int limit) {
    private static final int USUAL = 25;
    private static final int MOST = 100;
    private static final int CURSOR_BYTES = 16;

    /**
     * From the query parameters {@code cursor} and {@code limit}.
     *
     * @throws Refusal {@code parameter_invalid}
     */
    public static Paging of(@Nullable String cursor, @Nullable Integer limit) {
        int length = limit == null ? USUAL : limit;
        if (length < 1 || length > MOST) {
            throw refusal("limit", "out_of_range", "limit is 1 to 100");
        }
        return new Paging(cursor == null ? null : parse(cursor), length);
    }

    /** How many rows to ask for, so that it shows whether another page follows. */
    public int rows() {
        return limit + 1;
    }

    /**
     * All members of a list, read {@code chunk} rows at a time.
     *
     * @param rows reads {@link #rows} members at most
     * @param id by which the next ones are asked for
     */
    public static <T> List<T> all(int chunk, Function<Paging, List<T>> rows, Function<T, UUID> id) {
        List<T> all = new ArrayList<>();
        @Nullable UUID last = null;
        List<T> found;
        do {
            found = rows.apply(new Paging(last, chunk - 1));
            all.addAll(found);
            last = found.isEmpty() ? null : id.apply(found.getLast());
        } while (found.size() == chunk);
        return all;
    }

    /** The opaque cursor of the page after the member {@code id}. */
    public static String cursor(UUID id) {
        byte[] bytes = ByteBuffer.allocate(CURSOR_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID parse(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == CURSOR_BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new UUID(buffer.getLong(), buffer.getLong());
            }
        } catch (IllegalArgumentException e) {
            // not Base64: refused below like any other text that no page gave out
        }
        throw refusal("cursor", "malformed_cursor", "use next_cursor of the page before as it is");
    }

    private static Refusal refusal(String parameter, String code, String detail) {
        return Refusal.of(ProblemCode.PARAMETER_INVALID, List.of(new FieldFault(parameter, code, detail)));
    }
}
