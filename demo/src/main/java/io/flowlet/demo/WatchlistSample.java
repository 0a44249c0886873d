package io.flowlet.demo;

import io.flowlet.actor.Actor;
import io.flowlet.actor.TenantId;
import io.flowlet.cli.FlowletServer;
import io.flowlet.screening.LoadOutcome;
import io.flowlet.screening.WatchlistFiles;
import io.flowlet.screening.WatchlistName;
import io.flowlet.screening.WatchlistVersion;
import io.flowlet.screening.Watchlists;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationContext;

/** The short lists of the demo, in the formats of the real ones; everybody on them is invented. */
final class WatchlistSample {
    private static final Map<WatchlistName, List<String>> FILES = Map.of(
            WatchlistName.OFAC_SDN, List.of("ofac/sdn.csv", "ofac/alt.csv", "ofac/add.csv"),
            WatchlistName.UN_CONSOLIDATED, List.of("un/consolidated.xml"));

    private WatchlistSample() {}

    /** Loads each unless there is one of its kind already, which may be the real one by now. */
    static void load(ApplicationContext server) {
        Watchlists watchlists = server.getBean(Watchlists.class);
        var caller = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "demo"), server);
        Set<WatchlistName> known =
                watchlists.inForce(caller).stream().map(WatchlistVersion::list).collect(Collectors.toSet());
        FILES.forEach((list, names) -> {
            if (known.contains(list)) {
                return;
            }
            LoadOutcome outcome = watchlists.load(caller, files(list, names), false);
            if (outcome instanceof LoadOutcome.Refused refused) {
                throw new IllegalStateException(refused.toString());
            }
        });
    }

    /** Somebody whose name and birth date are on the list. */
    static Person listed(String password) {
        return new Person("Viktor", "Drakkeman", "1962-11-23", password);
    }

    private static WatchlistFiles files(WatchlistName list, List<String> names) {
        try {
            Map<String, InputStream> streams = new HashMap<>();
            for (String name : names) {
                streams.put(name.substring(name.lastIndexOf('/') + 1), new ByteArrayInputStream(read(name)));
            }
            return WatchlistFiles.of(list, streams);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(WatchlistSample.class.getResourceAsStream("watchlists/" + name))) {
            return file.readAllBytes();
        }
    }
}
