package io.flowlet.sdk;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list of the server, newest first: page by page, or all members in a stream that fetches the next page when it gets there.
 *
 * <p>Nothing is fetched before it is asked for. What others add meanwhile neither moves nor repeats a member. Immutable; each iterator and
 * stream starts from the beginning.
 */
public final class Pages<T> implements Iterable<T> {
    private static final int MOST = 100;

    private final Function<Call, Page<T>> fetch;
    private final Call call;

    Pages(Function<Call, Page<T>> fetch, Call call) {
        this.fetch = fetch;
        this.call = call;
    }

    /**
     * The same list with another number of members a page.
     *
     * @param limit 1 to 100; the server's own choice is 25
     */
    public Pages<T> ofSize(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a page has 1 to " + MOST + " members");
        }
        return new Pages<>(fetch, call.with("limit", limit));
    }

    public Page<T> first() {
        return after(null);
    }

    /** @param cursor of the page before; null for the first page */
    public Page<T> after(@Nullable String cursor) {
        return fetch.apply(call.with("cursor", cursor));
    }

    /** The newest member. */
    public Optional<T> newest() {
        return ofSize(1).first().data().stream().findFirst();
    }

    /** All members, fetched lazily: {@code stream().limit(30)} fetches two pages of 25. */
    public Stream<T> stream() {
        return Stream.iterate(first(), page -> page != null, this::following).flatMap(page -> page.data().stream());
    }

    @Override
    public Iterator<T> iterator() {
        return stream().iterator();
    }

    private @Nullable Page<T> following(Page<T> page) {
        return page.isLast() ? null : after(page.nextCursor());
    }
}
