package io.flowlet.screening.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Page;
import io.flowlet.http.RequiresScope;
import io.flowlet.screening.WatchlistVersion;
import io.flowlet.screening.Watchlists;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/watchlists}. */
@RestController
@RequestMapping("/v1/watchlists")
final class WatchlistsController {
    private final Watchlists watchlists;

    WatchlistsController(Watchlists watchlists) {
        this.watchlists = watchlists;
    }

    @GetMapping
    @RequiresScope(value = "screening:read", staff = "screening:read")
    Page<WatchlistVersion> list(Caller caller) {
        return new Page<>(watchlists.inForce(caller), null);
    }
}
