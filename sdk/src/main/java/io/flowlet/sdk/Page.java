package io.flowlet.sdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, newest first.
 *
 * @param nextCursor opaque, for {@link Pages#after}; null on the last page
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
    public Page {
        data = List.copyOf(data);
    }

    /** Whether this is the last page. */
    public boolean isLast() {
        return nextCursor == null;
    }
}
