package io.flowlet.ledger.http;

import io.flowlet.ledger.ProgramCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch, read and checked. */
record BatchRequest(Mode mode, List<Item> commands) {
    /** What holds the commands together. */
    enum Mode {
        /** Each is carried out or refused for itself. */
        INDEPENDENT,
        /** All are carried out or none. */
        ATOMIC
    }

    /**
     * One command.
     *
     * @param key what it acts once for; null for its place in the batch
     */
    record Item(ProgramCommand command, @Nullable String key) {}
}
