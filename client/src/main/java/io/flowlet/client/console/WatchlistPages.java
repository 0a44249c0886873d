package io.flowlet.client.console;

import io.flowlet.client.pages.Pages;
import io.flowlet.client.session.Audience;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Watchlists.Watchlist;
import java.util.List;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Which lists names are screened against. */
public final class WatchlistPages {
    private final Pages pages;
    private final SignedIn signedIn;

    public WatchlistPages(Pages pages, SignedIn signedIn) {
        this.pages = pages;
        this.signedIn = signedIn;
    }

    /** What the page shows. */
    public record ListsView(List<Watchlist> lists) {}

    /** {@code GET /console/watchlists} */
    public ServerResponse lists(ServerRequest request) {
        List<Watchlist> lists = signedIn.api(request.servletRequest(), Audience.STAFF)
                .watchlists()
                .list();
        return pages.show(request, "console/watchlists", new ListsView(lists));
    }
}
