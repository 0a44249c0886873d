package io.flowlet.sdk.audit;

import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.MerkleTree;
import io.flowlet.tlog.NoteSigner;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.Tile;
import io.flowlet.tlog.TileId;
import io.flowlet.tlog.TileStore;
import io.flowlet.tlog.TlogProof;
import io.flowlet.tlog.TreeAppender;
import io.flowlet.tlog.VerifierKey;
import io.flowlet.tlog.export.ExportPlan;
import io.flowlet.tlog.export.ExportScope;
import io.flowlet.tlog.export.ExportWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An audit log as a server would keep it, with events of two tenants and every third of them with personal data. */
final class SampleLog implements TileStore {
    static final String ORIGIN = "log.example/audit";

    /** An event; {@code pii} is the ciphertext in base64, empty for none. */
    record Event(String body, String pii, String tenant) {
        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }

        byte @Nullable [] ciphertext() {
            return pii.isEmpty() ? null : Base64.getDecoder().decode(pii);
        }
    }

    private final NoteSigner signer;
    private final Map<String, byte[]> tiles = new HashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<SignedNote> checkpoints = new ArrayList<>();

    SampleLog(NoteSigner signer) {
        this.signer = signer;
    }

    static NoteSigner signer(int number) {
        return NoteSigner.fromSeed(
                ORIGIN, Hash.sha256(new byte[] {(byte) number}).bytes());
    }

    /** A log of {@code size} random events in random batches, a checkpoint after each. */
    static SampleLog random(NoteSigner signer, int size, RandomGenerator random) {
        SampleLog log = new SampleLog(signer);
        while (log.size() < size) {
            int batch = Math.min(size - log.size(), 1 + random.nextInt(Math.max(150, size / 20)));
            List<Event> added = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                added.add(event(log.size() + i, random));
            }
            log.append(added);
        }
        return log;
    }

    static Event event(int number, RandomGenerator random) {
        Map<String, Object> body = new TreeMap<>();
        body.put("action", random.nextBoolean() ? "payment.create" : "subscriber.read");
        body.put("id", "aud_%08d".formatted(number));
        body.put("nonce", HexFormat.of().formatHex(Seeded.bytes(random, 16)));
        body.put("outcome", "\"öffentlich\"\n");
        body.put("v", 1L);
        String pii = "";
        if (number % 3 == 0) {
            byte[] ciphertext = Seeded.bytes(random, 1 + random.nextInt(60));
            pii = Base64.getEncoder().encodeToString(ciphertext);
            body.put("pii_sha256", Hash.sha256(ciphertext).hex());
        }
        return new Event(CanonicalJson.write(body), pii, number % 2 == 0 ? "ten_a" : "ten_b");
    }

    void append(List<Event> added) {
        List<byte[]> entries = added.stream()
                .map(event -> AuditBody.entry(event.bytes()).bytes())
                .toList();
        TreeAppender.Appended appended = TreeAppender.append(size(), this, entries);
        appended.tiles()
                .forEach(tile -> tiles.put(key(tile.id().level(), tile.id().index()), tile.bytes()));
        events.addAll(added);
        checkpoints.add(new Checkpoint(ORIGIN, appended.size(), appended.root()).sign(signer));
    }

    private static String key(int level, long index) {
        return level + "/" + index;
    }

    @Override
    public byte[] read(int level, long index) {
        return Objects.requireNonNull(tiles.get(key(level, index)), "tile " + level + "/" + index);
    }

    int size() {
        return events.size();
    }

    List<Event> events() {
        return events;
    }

    NoteSigner signer() {
        return signer;
    }

    VerifierKey key() {
        return signer.verifierKey();
    }

    List<SignedNote> checkpoints() {
        return checkpoints;
    }

    SignedNote head() {
        return size() == 0 ? checkpoint(0) : checkpoints.getLast();
    }

    /** A signed checkpoint of the tree as it was at any size. */
    SignedNote checkpoint(int size) {
        return new Checkpoint(ORIGIN, size, MerkleTree.root(size, this)).sign(signer);
    }

    ProofDocument document(int index, SignedNote checkpoint, ProofDocument.@Nullable Consistency consistency)
            throws Exception {
        String proof = TlogProof.of(index, checkpoint, this).encoded();
        return new ProofDocument(
                "aud_%08d".formatted(index), index, events.get(index).body(), proof, key().encoded(), consistency);
    }

    void export(Path directory) {
        export(directory, ExportScope.all(), head());
    }

    void export(Path directory, ExportScope scope, SignedNote head) {
        ExportPlan plan = new ExportPlan(head, List.of(key()), scope, Instant.parse("2026-11-01T12:00:00Z"));
        try (ExportWriter writer = ExportWriter.create(directory, plan)) {
            long size = Checkpoint.of(head).size();
            TileId.all(TileId.FULL * 4L + size)
                    .forEach(id -> writeIfThere(writer, id)); // more than the head has: ignored
            for (SignedNote checkpoint : checkpoints) {
                if (Checkpoint.of(checkpoint).size() < size) {
                    writer.checkpoint(checkpoint);
                }
            }
            for (int i = 0; i < size; i++) {
                Event event = events.get(i);
                if (scope.tenant().isEmpty() || scope.tenant().equals(event.tenant())) {
                    writer.event(i, event.bytes(), i % 6 == 0 ? event.ciphertext() : null);
                }
            }
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    private void writeIfThere(ExportWriter writer, TileId id) {
        byte[] stored = tiles.get(key(id.level(), id.index()));
        if (stored != null) {
            try {
                int width = id.isEntries() ? stored.length / 34 : stored.length / Hash.BYTES;
                writer.tile(new Tile(new TileId(id.level(), id.index(), width), stored));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
