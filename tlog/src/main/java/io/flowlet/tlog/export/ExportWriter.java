package io.flowlet.tlog.export;

import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.Tile;
import io.flowlet.tlog.TileId;
import io.flowlet.tlog.TileStore;
import io.flowlet.tlog.VerifierKey;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes an export of the audit log as it is stored, right or wrong: it repairs and checks nothing, the verifier does.
 *
 * <p>Call {@link #tiles}, {@link #checkpoint} and {@link #event} in any order, the latter two by ascending size and index, then
 * {@link #finish}. Without {@code finish} the directory has no checksums and the verifier refuses it. Memory is bounded by one file of
 * bodies. Not thread-safe.
 */
public final class ExportWriter implements Closeable {
    private final Path directory;
    private final ExportPlan plan;
    private final Checkpoint head;
    private final Map<String, Hash> checksums = new TreeMap<>();
    private final MessageDigest checkpointsDigest = sha256();
    private final OutputStream checkpoints;
    private final ByteArrayOutputStream events = new ByteArrayOutputStream();
    private int eventsInFile;
    private int eventFiles;
    private long bodies;
    private long nextIndex;
    private long lastCheckpointSize;

    private ExportWriter(Path directory, ExportPlan plan, Checkpoint head) throws IOException {
        this.directory = directory;
        this.plan = plan;
        this.head = head;
        OutputStream file = Files.newOutputStream(directory.resolve(ExportLayout.CHECKPOINTS));
        this.checkpoints = new DigestOutputStream(new BufferedOutputStream(file), checkpointsDigest);
    }

    /**
     * Starts an export in a directory that is new or empty.
     *
     * @throws DirectoryNotEmptyException if something is in the directory
     * @throws IllegalArgumentException if the head of the plan is not a checkpoint
     */
    public static ExportWriter create(Path directory, ExportPlan plan) throws IOException {
        Checkpoint head;
        try {
            head = Checkpoint.of(plan.head());
        } catch (Malformed e) {
            throw new IllegalArgumentException("the head of the plan is not a checkpoint", e);
        }
        Files.createDirectories(directory);
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isPresent()) {
                throw new DirectoryNotEmptyException(directory.toString());
            }
        }
        return new ExportWriter(directory, plan, head);
    }

    /** Writes all tiles and entry bundles of the head's tree; a tile that has grown since is narrowed. */
    public void tiles(TileStore store) throws IOException {
        for (Iterator<TileId> ids = TileId.all(head.size()).iterator(); ids.hasNext(); ) {
            TileId id = ids.next();
            write(id, store.read(id.level(), id.index()));
        }
    }

    /** Writes one tile or entry bundle as it is now; does nothing if the head's tree does not have it. */
    public void tile(Tile tile) throws IOException {
        Optional<TileId> id = TileId.of(tile.id().level(), tile.id().index(), head.size());
        if (id.isPresent()) {
            write(id.get(), tile.bytes());
        }
    }

    private void write(TileId id, byte[] stored) throws IOException {
        Path file = directory.resolve(id.path());
        Files.createDirectories(file.getParent());
        Files.write(file, Tile.prefixOf(id, stored).bytes());
    }

    /**
     * Adds an earlier checkpoint.
     *
     * @throws IllegalArgumentException if it is no checkpoint, smaller than the one before, or larger than the head
     */
    public void checkpoint(SignedNote note) throws IOException {
        long size;
        try {
            size = Checkpoint.of(note).size();
        } catch (Malformed e) {
            throw new IllegalArgumentException("not a checkpoint", e);
        }
        if (size < lastCheckpointSize || size > head.size()) {
            throw new IllegalArgumentException(
                    "checkpoint of size " + size + " after " + lastCheckpointSize + ", before " + head.size());
        }
        lastCheckpointSize = size;
        checkpoints.write(line(CanonicalJson.write(Map.of("checkpoint", note.encoded()))));
    }

    /**
     * Adds the body behind an entry.
     *
     * @param body canonical JSON in UTF-8, exactly the bytes that were hashed
     * @param ciphertext what the body commits to in {@code pii_sha256}, or {@code null} to keep it back
     * @throws IllegalArgumentException if the index does not ascend or is not in the tree, or one of the two is longer than
     *     {@link ExportLayout#MAX_BODY_BYTES}
     */
    public void event(long index, byte[] body, byte @Nullable [] ciphertext) throws IOException {
        if (index < nextIndex || index >= head.size()) {
            throw new IllegalArgumentException(
                    "event " + index + " after " + (nextIndex - 1) + " in a tree of " + head.size());
        }
        if (body.length > ExportLayout.MAX_BODY_BYTES
                || (ciphertext != null && ciphertext.length > ExportLayout.MAX_BODY_BYTES)) {
            throw new IllegalArgumentException("the body or ciphertext of event " + index + " is too long");
        }
        String base64 = ciphertext == null ? "" : Base64.getEncoder().encodeToString(ciphertext);
        events.write(line(new ExportedEvent(index, new String(body, StandardCharsets.UTF_8), base64).encoded()));
        nextIndex = index + 1;
        bodies++;
        eventsInFile++;
        if (eventsInFile == ExportLayout.EVENTS_PER_FILE || events.size() >= ExportLayout.FULL_FILE_BYTES) {
            closeEventsFile();
        }
    }

    private void closeEventsFile() throws IOException {
        if (eventsInFile > 0) {
            Files.createDirectories(directory.resolve(ExportLayout.events(0)).getParent());
            write(ExportLayout.events(eventFiles), events.toByteArray());
            events.reset();
            eventsInFile = 0;
            eventFiles++;
        }
    }

    /** Writes what is left, the checksums last. */
    public void finish() throws IOException {
        closeEventsFile();
        checkpoints.close();
        checksums.put(ExportLayout.CHECKPOINTS, Hash.of(checkpointsDigest.digest()));
        write(ExportLayout.CHECKPOINT, utf8(plan.head().encoded()));
        String keys = plan.keys().stream().map(VerifierKey::encoded).collect(Collectors.joining("\n", "", "\n"));
        write(ExportLayout.KEYS, utf8(keys));
        String createdAt = plan.createdAt().toString();
        ExportDescription description =
                new ExportDescription(head.origin(), head.size(), bodies, plan.scope(), createdAt);
        write(ExportLayout.DESCRIPTION, utf8(description.encoded()));
        write(ExportLayout.README, utf8(README));
        Files.write(directory.resolve(ExportLayout.CHECKSUMS), utf8(new Checksums(checksums).encoded()));
    }

    private void write(String path, byte[] content) throws IOException {
        Files.write(directory.resolve(path), content);
        checksums.put(path, Hash.sha256(content));
    }

    /** Closes the files; the export is complete only after {@link #finish}. */
    @Override
    public void close() throws IOException {
        checkpoints.close();
    }

    private static byte[] line(String text) {
        return utf8(text + '\n');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final String README = """
            An export of a Flowlet audit log. Verify it offline:

              ./flowlet audit verify DIR --trusted-checkpoint FILE

            or, without Flowlet, with the one jar of its SDK and any Java 25:

              java -jar flowlet-sdk-VERSION-audit-verify.jar DIR --trusted-checkpoint FILE

            FILE is a checkpoint of this log that you got and kept before, by another way than this
            directory. Without one the answer is "self-consistent only": nothing in the directory
            contradicts the rest, but whoever holds the log's key could have rewritten all of it.

              checkpoint           the signed head of the log (c2sp.org/tlog-checkpoint)
              checkpoints.ndjson   all earlier heads
              log.vkey             the public keys of the log (c2sp.org/signed-note)
              tile/                the Merkle tree and its entries (c2sp.org/tlog-tiles)
              events/              the bodies: SHA-256 of a body is the entry at its index
              export.json          what the directory claims to hold
              SHA256SUMS           checksums of all files but the tiles (sha256sum -c SHA256SUMS)

            Keep the directory as it is: added and changed files are reported.
            """;
}
