package io.flowlet.screening;

/** How the loading of one list ended. */
public sealed interface LoadOutcome {
    WatchlistName list();

    /** A new version is in force. */
    record Loaded(WatchlistVersion version) implements LoadOutcome {
        @Override
        public WatchlistName list() {
            return version.list();
        }
    }

    /** The files are those of the version in force, which stays. */
    record Unchanged(WatchlistVersion version) implements LoadOutcome {
        @Override
        public WatchlistName list() {
            return version.list();
        }
    }

    /**
     * The files are not a whole list; the version in force stays.
     *
     * @param file which of them
     * @param line from 1, or 0 when it concerns the file as a whole
     * @param reason for an operator; never repeats what the file holds
     */
    record Refused(WatchlistName list, String file, int line, String reason) implements LoadOutcome {
        @Override
        public String toString() {
            return "%s refused: %s%s: %s".formatted(list.code(), file, line == 0 ? "" : " line " + line, reason);
        }
    }
}
