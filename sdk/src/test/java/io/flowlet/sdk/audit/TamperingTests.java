package io.flowlet.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.sdk.audit.AuditVerdict.Tampered;
import io.flowlet.sdk.audit.AuditVerdict.Verified;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.NoteSigner;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.export.ExportScope;
import io.flowlet.tlog.export.ExportedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An adversary who may rewrite the whole export, who repairs the checksums, and who in the end holds a signing key, against somebody who
 * kept one earlier checkpoint.
 */
final class TamperingTests {
    private static final int SIZE = 700;
    private static final int TRUSTED_SIZE = 600;
    private static final int CASES = 300;

    @TempDir
    private Path folder;

    private final SampleLog log = SampleLog.random(SampleLog.signer(1), SIZE, new SplittableRandom(7));
    private final SignedNote trusted = log.checkpoint(TRUSTED_SIZE);
    private int copies;

    /** One way to tamper; returns the index at which it shows first, or -1 when no single entry is to blame. */
    private interface Tampering {
        long apply(ExportFolder export, RandomGenerator random) throws Exception;
    }

    @Test
    void findsEveryTampering() {
        log.export(folder.resolve("clean"));
        List<Tampering> ways = List.of(
                TamperingTests::editBody,
                TamperingTests::editBodyAndEntry,
                TamperingTests::deleteBody,
                TamperingTests::swapBodies,
                TamperingTests::repeatBody,
                TamperingTests::swapEntries,
                TamperingTests::deleteEntry,
                TamperingTests::editCiphertext,
                TamperingTests::editCheckpoint,
                this::cutOff,
                this::rewriteBelowTheGenuineCheckpoints,
                this::rewriteWithTheSameKey,
                this::rewriteWithAnotherKey,
                this::rewriteWithBothKeysListed,
                this::deleteEventAndRewrite,
                this::reorderEventsAndRewrite);
        Seeded.check("tamperings", CASES, random -> {
            int way = random.nextInt(ways.size());
            ExportFolder export = new ExportFolder(folder.resolve("clean")).copyTo(folder.resolve("copy-" + copies++));
            long index = ways.get(way).apply(export, random);
            Expectations expectations = Expectations.none().withCheckpoint(trusted);
            AuditVerdict verdict = ExportVerifier.verify(export.path(), expectations, Progress.none());
            assertThat(verdict).as("way %d", way).isInstanceOfSatisfying(Tampered.class, tampered -> {
                if (index >= 0) {
                    assertThat(tampered.index()).as("way %d: %s", way, tampered).hasValue(index);
                }
            });
        });
    }

    @Test
    void accusesNoCleanExport() {
        Seeded.check("clean exports", CASES / 3, random -> {
            int size = 1 + random.nextInt(400);
            SampleLog clean = SampleLog.random(SampleLog.signer(random.nextInt()), size, random);
            int headSize = 1 + random.nextInt(size);
            ExportScope scope = random.nextBoolean() ? ExportScope.all() : ExportScope.ofTenant("ten_a");
            Path export = folder.resolve("clean-" + copies++);
            clean.export(export, scope, clean.checkpoint(headSize));
            Expectations expectations = random.nextBoolean()
                    ? Expectations.none()
                    : Expectations.none().withCheckpoint(clean.checkpoint(1 + random.nextInt(headSize)));
            assertThat(ExportVerifier.verify(export, expectations, Progress.none()))
                    .isInstanceOf(Verified.class);
        });
    }

    private static long editBody(ExportFolder export, RandomGenerator random) throws Exception {
        List<String> lines = export.events();
        int index = random.nextInt(lines.size());
        lines.set(index, lines.get(index).replace("öffentlich", "heimlich"));
        export.events(lines);
        export.repair();
        return index;
    }

    private static long editBodyAndEntry(ExportFolder export, RandomGenerator random) throws Exception {
        long index = editBody(export, random);
        String body = ExportedEvent.parse(export.events().get((int) index)).body();
        byte[] entry = AuditBody.entry(body.getBytes(StandardCharsets.UTF_8)).bytes();
        String bundle = bundle(index);
        byte[] content = export.bytes(bundle);
        System.arraycopy(entry, 0, content, (int) (index % 256) * 34 + 2, entry.length);
        export.write(bundle, content);
        return index;
    }

    private static String bundle(long index) {
        return List.of("tile/entries/000", "tile/entries/001", "tile/entries/002.p/188")
                .get((int) index / 256);
    }

    private static long deleteBody(ExportFolder export, RandomGenerator random) throws Exception {
        List<String> lines = export.events();
        int index = random.nextInt(lines.size());
        lines.remove(index);
        export.events(lines);
        export.repair();
        return index;
    }

    private static long repeatBody(ExportFolder export, RandomGenerator random) throws Exception {
        List<String> lines = export.events();
        int index = random.nextInt(lines.size());
        lines.add(index, lines.get(index));
        export.events(lines);
        export.repair();
        return index;
    }

    private static long swapBodies(ExportFolder export, RandomGenerator random) throws Exception {
        int index = random.nextInt(SIZE - 1);
        if (random.nextBoolean()) {
            export.swapEvents(index, index + 1);
        } else { // the bodies change places, the numbers stay
            List<String> lines = export.events();
            ExportedEvent first = ExportedEvent.parse(lines.get(index));
            ExportedEvent second = ExportedEvent.parse(lines.get(index + 1));
            lines.set(index, new ExportedEvent(first.index(), second.body(), second.ciphertext()).encoded());
            lines.set(index + 1, new ExportedEvent(second.index(), first.body(), first.ciphertext()).encoded());
            export.events(lines);
        }
        export.repair();
        return index;
    }

    private static long swapEntries(ExportFolder export, RandomGenerator random) throws IOException {
        int index = random.nextInt(255);
        byte[] content = export.bytes("tile/entries/000");
        byte[] moved = content.clone();
        System.arraycopy(content, index * 34, moved, (index + 1) * 34, 34);
        System.arraycopy(content, (index + 1) * 34, moved, index * 34, 34);
        export.write("tile/entries/000", moved);
        return index;
    }

    private static long deleteEntry(ExportFolder export, RandomGenerator random) throws IOException {
        int index = random.nextInt(256);
        byte[] content = export.bytes("tile/entries/000");
        byte[] shorter = new byte[content.length - 34];
        System.arraycopy(content, 0, shorter, 0, index * 34);
        System.arraycopy(content, (index + 1) * 34, shorter, index * 34, shorter.length - index * 34);
        export.write("tile/entries/000", shorter);
        return index;
    }

    private static long editCiphertext(ExportFolder export, RandomGenerator random) throws Exception {
        List<String> lines = export.events();
        int index = 6 * random.nextInt(SIZE / 6);
        ExportedEvent event = ExportedEvent.parse(lines.get(index));
        byte[] other = Seeded.bytes(random, Base64.getDecoder().decode(event.ciphertext()).length + 1);
        lines.set(
                index,
                new ExportedEvent(index, event.body(), Base64.getEncoder().encodeToString(other)).encoded());
        export.events(lines);
        export.repair();
        return index;
    }

    private static long editCheckpoint(ExportFolder export, RandomGenerator random) throws Exception {
        List<String> lines =
                new ArrayList<>(export.text("checkpoints.ndjson").lines().toList());
        int line = random.nextInt(lines.size());
        lines.set(line, lines.get(line).replace(SampleLog.ORIGIN + "\\n", SampleLog.ORIGIN + "\\n1"));
        export.write("checkpoints.ndjson", String.join("\n", lines) + '\n');
        export.repair();
        return -1;
    }

    /** An older, genuine head: everything in it is true, only the end is gone. */
    private long cutOff(ExportFolder export, RandomGenerator random) throws Exception {
        int size = 1 + random.nextInt(TRUSTED_SIZE - 1);
        log.export(fresh(export), ExportScope.all(), log.checkpoint(size));
        return size;
    }

    private long rewriteWithTheSameKey(ExportFolder export, RandomGenerator random) throws Exception {
        return rewrite(export, editedEvents(random), log.signer());
    }

    private long rewriteWithAnotherKey(ExportFolder export, RandomGenerator random) throws Exception {
        return rewrite(export, editedEvents(random), SampleLog.signer(2));
    }

    private long rewriteWithBothKeysListed(ExportFolder export, RandomGenerator random) throws Exception {
        rewrite(export, editedEvents(random), SampleLog.signer(2));
        export.write(
                "log.vkey",
                log.key().encoded() + '\n' + SampleLog.signer(2).verifierKey().encoded() + '\n');
        export.repair();
        return -1;
    }

    /** Without a key: bodies, entries and tiles fit together, and do not fit the signed roots. */
    private long rewriteBelowTheGenuineCheckpoints(ExportFolder export, RandomGenerator random) throws Exception {
        String head = export.text("checkpoint");
        String checkpoints = export.text("checkpoints.ndjson");
        List<SampleLog.Event> events = new ArrayList<>(log.events());
        int index = random.nextInt(SIZE);
        events.set(index, SampleLog.event(index, random));
        rewrite(export, events, log.signer());
        export.write("checkpoint", head);
        export.write("checkpoints.ndjson", checkpoints);
        export.repair();
        long proved = index >= TRUSTED_SIZE ? TRUSTED_SIZE : 0;
        for (SignedNote note : log.checkpoints()) {
            long size = Checkpoint.of(note).size();
            proved = size <= index ? Math.max(proved, size) : proved;
        }
        return proved;
    }

    private List<SampleLog.Event> editedEvents(RandomGenerator random) {
        List<SampleLog.Event> events = new ArrayList<>(log.events());
        int index = random.nextInt(TRUSTED_SIZE);
        events.set(index, SampleLog.event(index, random));
        return events;
    }

    private long deleteEventAndRewrite(ExportFolder export, RandomGenerator random) throws Exception {
        List<SampleLog.Event> events = new ArrayList<>(log.events());
        events.remove(random.nextInt(TRUSTED_SIZE));
        return rewrite(export, events, log.signer());
    }

    private long reorderEventsAndRewrite(ExportFolder export, RandomGenerator random) throws Exception {
        List<SampleLog.Event> events = new ArrayList<>(log.events());
        int index = random.nextInt(TRUSTED_SIZE - 1);
        Collections.swap(events, index, index + 1 + random.nextInt(SIZE - index - 1));
        return rewrite(export, events, log.signer());
    }

    /** A whole new log: bodies, entries, tiles, checkpoints and signatures all fit together. */
    private long rewrite(ExportFolder export, List<SampleLog.Event> events, NoteSigner signer) throws Exception {
        SampleLog forged = new SampleLog(signer);
        for (SignedNote note : log.checkpoints()) {
            int size = (int) Math.min(events.size(), Checkpoint.of(note).size());
            forged.append(events.subList(forged.size(), size));
        }
        forged.export(fresh(export));
        assertThat(ExportVerifier.verify(export.path(), Expectations.none(), Progress.none()))
                .as("nothing inside of the export shows it: that is what the trusted checkpoint is for")
                .isInstanceOf(Verified.class);
        return -1;
    }

    private static Path fresh(ExportFolder export) throws IOException {
        for (String file : export.files()) {
            export.delete(file);
        }
        try (var folders = Files.walk(export.path())) {
            for (Path each : folders.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        return export.path();
    }
}
