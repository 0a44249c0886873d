package io.flowlet.sdk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/watchlists}: the lists that names are screened against. */
public final class Watchlists {
    private final Api api;

    Watchlists(Api api) {
        this.api = api;
    }

    /**
     * A loaded list.
     *
     * @param list for example {@code un_consolidated}
     * @param version counts the loads of this list
     * @param hash of what was loaded, hexadecimal
     * @param individuals as many of the entries as are persons
     * @param publishedOn as the publisher dates it; null when it does not
     */
    public record Watchlist(
            String list,
            int version,
            String hash,
            int entries,
            int individuals,
            int aliases,
            @Nullable LocalDate publishedOn,
            Instant loadedAt) {}

    public List<Watchlist> list() {
        return api.all(Call.get("/v1/watchlists"), Watchlist.class);
    }
}
