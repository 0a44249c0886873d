package io.flowlet.sdk.audit;

import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Frontier;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.JsonObject;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.VerifierKey;
import io.flowlet.tlog.export.ExportLayout;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The earlier checkpoints of an export by ascending size; each must be signed, of this log, and of the tree that is being rebuilt. */
final class CheckpointCursor implements Closeable {
    private static final Set<String> MEMBERS = Set.of("checkpoint");

    private static final int MAX_LINE = 2 * SignedNote.MAX_BYTES;

    private final BufferedReader lines;
    private final List<VerifierKey> keys;
    private final Checkpoint head;
    private @Nullable Checkpoint pending;
    private long count;
    private long proved;

    CheckpointCursor(ExportFiles files, List<VerifierKey> keys, Checkpoint head) throws Finding {
        this.lines = new BufferedReader(
                new InputStreamReader(files.open(ExportLayout.CHECKPOINTS), StandardCharsets.UTF_8.newDecoder()));
        this.keys = keys;
        this.head = head;
        pending = next();
    }

    /** Compares the tree as it is now with every checkpoint of its size. */
    void compare(Frontier tree) throws Finding {
        while (pending != null && pending.size() <= tree.size()) {
            compare(tree, pending, where());
            pending = next();
        }
    }

    /** Compares the tree as it is now with a checkpoint of its size. */
    void compare(Frontier tree, Checkpoint checkpoint, String what) throws Finding {
        Hash root = tree.root();
        if (checkpoint.size() != tree.size() || !checkpoint.root().equals(root)) {
            throw Finding.tampered(
                    proved,
                    what,
                    "the entries have another root than the checkpoint of size %d: an entry from %d to %d was changed"
                            .formatted(checkpoint.size(), proved, Math.max(proved, checkpoint.size() - 1)));
        }
        proved = tree.size();
    }

    private @Nullable Checkpoint next() throws Finding {
        try {
            String line = readLine();
            if (line.isEmpty()) {
                return null;
            }
            JsonObject json = JsonObject.parse(line);
            json.allowOnly(MEMBERS);
            SignedNote note = SignedNote.parse(json.text("checkpoint"));
            Checkpoint checkpoint = LogSignatures.require(note, keys, where()).checkpoint();
            long least = pending == null ? 0 : pending.size();
            if (checkpoint.size() < least
                    || checkpoint.size() > head.size()
                    || !checkpoint.origin().equals(head.origin())) {
                throw Finding.tampered(where(), "out of order, larger than the head, or of another log");
            }
            return checkpoint;
        } catch (IOException e) {
            throw ExportFiles.unreadable(where(), e);
        } catch (Malformed e) {
            throw Finding.unreadable(where(), e.why());
        }
    }

    /** Bounded, unlike the platform's: the file may be anybody's. Empty at the end of the file. */
    private String readLine() throws IOException, Malformed {
        StringBuilder line = new StringBuilder();
        int c = lines.read();
        if (c < 0) {
            return "";
        }
        count++;
        for (; c >= 0 && c != '\n'; c = lines.read()) {
            if (line.length() == MAX_LINE) {
                throw new Malformed("longer than any checkpoint");
            }
            line.append((char) c);
        }
        if (c < 0 || line.isEmpty()) {
            throw new Malformed("cut short");
        }
        return line.toString();
    }

    private String where() {
        return ExportLayout.CHECKPOINTS + " line " + count;
    }

    /** Checkpoints read, all of them found good. */
    long count() {
        return count;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
