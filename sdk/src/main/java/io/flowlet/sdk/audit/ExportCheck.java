package io.flowlet.sdk.audit;

import io.flowlet.sdk.audit.AuditVerdict.VerifiedExport;
import io.flowlet.sdk.audit.LogSignatures.Signed;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Frontier;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.Tile;
import io.flowlet.tlog.TileId;
import io.flowlet.tlog.VerifierKey;
import io.flowlet.tlog.export.ExportDescription;
import io.flowlet.tlog.export.ExportLayout;
import io.flowlet.tlog.export.ExportedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One verification of one export: the anchors first, then entry by entry along the tree. */
final class ExportCheck {
    private static final String TRUSTED = "trusted checkpoint";
    private static final int BUNDLES_PER_PROGRESS = 16;

    private final ExportFiles files;
    private final Expectations expectations;
    private final ExportDescription description;
    private final List<VerifierKey> logKeys;
    private final Signed head;
    private final @Nullable Signed trusted;
    private final boolean everyBody;
    private final Frontier tree = Frontier.empty();
    private final List<Tile> fullTiles = new ArrayList<>();
    private final EventCheck events;

    private ExportCheck(ExportFiles files, Expectations expectations) throws Finding {
        this.files = files;
        this.expectations = expectations;
        this.description = description(files);
        this.logKeys = keys(files);
        List<VerifierKey> trustedKeys = expectations.keys().isEmpty() ? logKeys : expectations.keys();
        this.head = LogSignatures.require(note(files), trustedKeys, ExportLayout.CHECKPOINT);
        this.trusted = trusted(expectations, trustedKeys, head.checkpoint());
        this.everyBody = description.scope().everyBody() || expectations.everyBody();
        this.events = new EventCheck(files);
    }

    static ExportCheck open(Path directory, Expectations expectations) throws Finding {
        return new ExportCheck(new ExportFiles(directory), expectations);
    }

    private static ExportDescription description(ExportFiles files) throws Finding {
        try {
            return ExportDescription.parse(files.text(ExportLayout.DESCRIPTION));
        } catch (Malformed e) {
            throw Finding.unreadable(ExportLayout.DESCRIPTION, e.why());
        }
    }

    private static List<VerifierKey> keys(ExportFiles files) throws Finding {
        try {
            List<VerifierKey> keys = new ArrayList<>();
            for (String line : files.text(ExportLayout.KEYS).lines().toList()) {
                keys.add(VerifierKey.parse(line));
            }
            return keys;
        } catch (Malformed e) {
            throw Finding.unreadable(ExportLayout.KEYS, e.why());
        }
    }

    private static SignedNote note(ExportFiles files) throws Finding {
        try {
            return SignedNote.parse(files.text(ExportLayout.CHECKPOINT));
        } catch (Malformed e) {
            throw Finding.unreadable(ExportLayout.CHECKPOINT, e.why());
        }
    }

    private static @Nullable Signed trusted(Expectations expectations, List<VerifierKey> keys, Checkpoint head)
            throws Finding {
        if (expectations.checkpoint() == null) {
            return null;
        }
        Signed trusted = LogSignatures.require(expectations.checkpoint(), keys, TRUSTED);
        Checkpoint checkpoint = trusted.checkpoint();
        if (checkpoint.size() == 0) {
            throw Finding.unreadable(TRUSTED, "is of an empty log, which every log extends: it proves nothing");
        }
        if (!checkpoint.origin().equals(head.origin())) {
            throw Finding.tampered(
                    TRUSTED, "is of the log " + checkpoint.origin() + ", the export of " + head.origin());
        }
        if (checkpoint.size() > head.size()) {
            throw Finding.tampered(
                    head.size(),
                    ExportLayout.CHECKPOINT,
                    "the log was cut off: it has %d entries, and had %d before"
                            .formatted(head.size(), checkpoint.size()));
        }
        return trusted;
    }

    VerifiedExport run(Progress progress) throws Finding {
        Checkpoint end = head.checkpoint();
        if (!description.origin().equals(end.origin()) || description.size() != end.size()) {
            throw Finding.tampered(ExportLayout.DESCRIPTION, "describes another log than the checkpoint");
        }
        files.refuseForeignFiles(end.size());
        try (CheckpointCursor checkpoints = new CheckpointCursor(files, logKeys, end)) {
            checkpoints.compare(tree);
            long bundles = Math.ceilDiv(end.size(), TileId.FULL);
            for (long bundle = 0; bundle < bundles; bundle++) {
                checkBundle(TileId.of(TileId.ENTRIES, bundle, end.size()).orElseThrow(), checkpoints);
                if (bundle % BUNDLES_PER_PROGRESS == 0) {
                    progress.at(tree.size(), end.size());
                }
            }
            for (Tile tile : tree.partialTiles()) {
                compareTile(tile);
            }
            checkpoints.compare(tree, end, ExportLayout.CHECKPOINT);
            events.finish(end.size(), description.bodies());
            refuseUnknownRotation();
            progress.at(end.size(), end.size());
            return verdict(checkpoints.count());
        } catch (IOException e) {
            throw ExportFiles.unreadable(ExportLayout.CHECKPOINTS, e);
        }
    }

    private void checkBundle(TileId id, CheckpointCursor checkpoints) throws Finding {
        long first = id.index() * TileId.FULL;
        TileId leavesId = new TileId(0, id.index(), id.width());
        Entries entries = new Entries(id.path(), first, content(id, Entries.BYTES));
        byte[] leaves = content(leavesId, Hash.BYTES);
        for (int i = 0; i < id.width(); i++) {
            long index = first + i;
            byte[] entry = entries.at(i);
            Optional<ExportedEvent> event = events.take(index);
            boolean bodyFits = event.isPresent() && events.fits(event.get(), entry);
            Hash leaf = tree.append(entry, fullTiles::add);
            if (leaves.length < (i + 1) * Hash.BYTES || !leaf.equals(Hash.at(leaves, i * Hash.BYTES))) {
                throw bodyFits
                        ? Finding.tampered(
                                index,
                                leavesId.path(),
                                "the leaf is not that of its entry, and the body agrees with the entry")
                        : Finding.tampered(
                                index, id.path(), "the entry does not hash to its leaf in " + leavesId.path());
            }
            if (event.isPresent()) {
                events.check(event.get(), bodyFits);
            } else if (everyBody) {
                throw Finding.tampered(index, "events", "the body of this entry is missing");
            }
            checkpoints.compare(tree);
            if (trusted != null && trusted.checkpoint().size() == tree.size()) {
                checkpoints.compare(tree, trusted.checkpoint(), TRUSTED);
            }
        }
        entries.refuseRest(id.width());
        for (Tile tile : fullTiles) {
            compareTile(tile);
        }
        fullTiles.clear();
    }

    private byte[] content(TileId id, int bytesPerHash) throws Finding {
        if (!files.exists(id.path())) {
            throw Finding.tampered(firstEntry(id, 0), id.path(), "is missing");
        }
        return files.bytes(id.path(), 2 * TileId.FULL * bytesPerHash);
    }

    private void compareTile(Tile rebuilt) throws Finding {
        TileId id = rebuilt.id();
        byte[] stored = content(id, Hash.BYTES);
        if (!rebuilt.holds(stored)) {
            int difference = Arrays.mismatch(rebuilt.bytes(), stored) / Hash.BYTES;
            throw Finding.tampered(
                    firstEntry(id, Math.min(difference, id.width() - 1)),
                    id.path(),
                    "is not the tile of these entries");
        }
    }

    private static long firstEntry(TileId id, int hash) {
        return (id.index() * TileId.FULL + hash) << (8 * Math.max(0, id.level()));
    }

    /** The head must be signed by a key that signed the trusted checkpoint: otherwise anybody could have continued the log. */
    private void refuseUnknownRotation() throws Finding {
        if (trusted != null && expectations.keys().isEmpty() && Collections.disjoint(trusted.by(), head.by())) {
            throw Finding.unreadable(
                    ExportLayout.KEYS,
                    "the head is signed by another key than the trusted checkpoint: if the log's key was changed, name both with --vkey");
        }
    }

    private VerifiedExport verdict(long checkpoints) {
        Trust trust = new Trust(!expectations.keys().isEmpty(), trusted == null ? null : trusted.checkpoint());
        return new VerifiedExport(
                head.checkpoint(), trust, events.bodies(), events.ciphertexts(), events.withheld(), checkpoints);
    }
}
