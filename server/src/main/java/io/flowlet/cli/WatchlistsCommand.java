package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.screening.LoadOutcome;
import io.flowlet.screening.WatchlistFiles;
import io.flowlet.screening.WatchlistName;
import io.flowlet.screening.WatchlistReport;
import io.flowlet.screening.WatchlistVersion;
import io.flowlet.screening.Watchlists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "watchlists",
        description = {
            "List the watchlists in force, as flowlet_reader.",
            "A demo's lists unless another database is configured."
        })
final class WatchlistsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Configured configured = new Configured();

    @Option(names = "--json", description = "The lists as JSON.")
    private boolean json;

    WatchlistsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Optional<DataSource> reader = ReaderDatabase.connect(configured, terminal);
        if (reader.isEmpty()) {
            return ExitCode.FAILED;
        }
        List<WatchlistVersion> lists = new WatchlistReport(reader.get()).inForce();
        if (json) {
            JsonMapper mapper = JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enumNamingStrategy(EnumNamingStrategies.SNAKE_CASE)
                    .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                    .build();
            terminal.line(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(lists));
        } else if (lists.isEmpty()) {
            terminal.line("No list is loaded. Load one:  ./flowlet watchlists load DIR");
        } else {
            lists.forEach(list -> terminal.line(told(list)));
        }
        return ExitCode.OK;
    }

    private static String told(WatchlistVersion list) {
        return "%-16s version %d: %,d entries (%,d individuals, %,d others), %,d aliases, loaded %s, sha256 %s"
                .formatted(
                        list.list().code(),
                        list.version(),
                        list.entries(),
                        list.individuals(),
                        list.entries() - list.individuals(),
                        list.aliases(),
                        list.loadedAt(),
                        list.hash());
    }

    @Command(
            name = "load",
            description = {
                "Load the lists whose files are in a folder or below it; sdn.csv with alt.csv is OFAC's, an XML file the UN's.",
                "A list that is not whole is refused and what was in force stays. Running servers take a new version over in five seconds.",
                "Needs what serve needs, and a migrated database; a demo's where nothing else is configured. The act is in the audit log."
            })
    static final class Load implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private Configured configured = new Configured();

        @Parameters(paramLabel = "DIR", description = "Where the files are.")
        private Path folder = Path.of("");

        @Option(names = "--list", paramLabel = "LIST", description = "Only this one: ofac_sdn or un_consolidated.")
        private @Nullable String list;

        @Option(names = "--accept-shrink", description = "Take a list although it lost more than the settings allow.")
        private boolean acceptShrink;

        @Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        Load(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Optional<WatchlistName> only = Optional.ofNullable(list).flatMap(WatchlistName::ofCode);
            if (list != null && only.isEmpty()) {
                throw new CommandLine.ParameterException(
                        Objects.requireNonNull(spec).commandLine(), "--list is ofac_sdn or un_consolidated");
            }
            List<WatchlistFiles> found;
            try {
                terminal.progress("reading " + folder);
                found = WatchlistFiles.in(folder).stream()
                        .filter(files -> only.isEmpty() || files.list() == only.get())
                        .toList();
            } catch (IOException | UncheckedIOException e) {
                terminal.note("The folder cannot be read: " + e.getMessage());
                return ExitCode.FAILED;
            }
            if (found.isEmpty()) {
                terminal.note("No list is in " + folder + ": wanted are sdn.csv with alt.csv, or the UN's XML.");
                return ExitCode.FAILED;
            }
            return load(found);
        }

        private int load(List<WatchlistFiles> found) {
            return Starting.withFacades(configured.checkOrDemo(), terminal, facades -> {
                boolean refused = false;
                for (WatchlistFiles files : found) {
                    terminal.progress("loading " + files.list().code());
                    refused |= !load(files, facades);
                }
                return refused ? ExitCode.FAILED : ExitCode.OK;
            });
        }

        /** Whether it was taken. */
        private boolean load(WatchlistFiles files, ConfigurableApplicationContext facades) {
            Caller self = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "watchlists load"), facades);
            return switch (facades.getBean(Watchlists.class).load(self, files, acceptShrink)) {
                case LoadOutcome.Loaded loaded -> {
                    terminal.line(told(loaded.version()));
                    yield true;
                }
                case LoadOutcome.Unchanged same -> {
                    terminal.line(told(same.version()) + " (unchanged)");
                    yield true;
                }
                case LoadOutcome.Refused refused -> {
                    terminal.note(terminal.bad(refused.toString()) + "\nWhat was in force stays in force.");
                    yield false;
                }
            };
        }
    }
}
