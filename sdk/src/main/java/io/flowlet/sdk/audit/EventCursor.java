package io.flowlet.sdk.audit;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.export.ExportLayout;
import io.flowlet.tlog.export.ExportedEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of an export in the order of their entries, one file in memory at a time.
 *
 * <p>A line that cannot be read is evidence of tampering when the file differs from its checksum, and a fault of the writer when it does
 * not.
 */
final class EventCursor {
    private final ExportFiles files;
    private int nextFile;
    private String path = "";
    private byte[] content = new byte[0];
    private boolean intact = true;
    private int at;
    private int line;
    private @Nullable ExportedEvent pending;
    private long expected;

    EventCursor(ExportFiles files) {
        this.files = files;
    }

    /** The event of the entry at {@code index}, which ascends from call to call; empty if there is none. */
    Optional<ExportedEvent> take(long index) throws Finding {
        expected = index;
        if (pending == null) {
            pending = next();
        }
        ExportedEvent event = pending;
        if (event == null || event.index() > index) {
            return Optional.empty();
        }
        if (event.index() < index) {
            throw Finding.tampered(event.index(), where(), "out of order, or there twice");
        }
        pending = null;
        return Optional.of(event);
    }

    /** After the last entry: nothing must be left. */
    void finish(long size) throws Finding {
        expected = size;
        ExportedEvent event = pending == null ? next() : pending;
        if (event != null) {
            throw Finding.tampered(event.index(), where(), "a body without an entry: the log has " + size + " entries");
        }
    }

    /** File and line of the event that was taken last. */
    String where() {
        return path + " line " + line;
    }

    private @Nullable ExportedEvent next() throws Finding {
        while (at == content.length) {
            refuseUnexplainedDifference();
            if (nextFile == files.eventFiles()) {
                return null;
            }
            openNextFile();
        }
        int end = at;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        line++;
        if (end == content.length) {
            throw unreadableLine("cut short");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(content, at, end - at);
            ExportedEvent event = ExportedEvent.parse(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
            at = end + 1;
            return event;
        } catch (CharacterCodingException | Malformed e) {
            throw unreadableLine(e instanceof Malformed malformed ? malformed.why() : "not UTF-8");
        }
    }

    private void openNextFile() throws Finding {
        path = ExportLayout.events(nextFile++);
        if (!files.exists(path)) {
            throw Finding.tampered(expected, path, "is missing");
        }
        content = files.bytes(path, ExportLayout.MAX_EVENTS_BYTES);
        intact = files.isIntact(path, Hash.sha256(content));
        at = 0;
        line = 0;
    }

    private void refuseUnexplainedDifference() throws Finding {
        if (!intact) {
            throw Finding.tampered(path, "differs from its checksum in " + ExportLayout.CHECKSUMS);
        }
    }

    private Finding unreadableLine(String why) {
        return intact ? Finding.unreadable(where(), why) : Finding.tampered(expected, where(), why);
    }
}
