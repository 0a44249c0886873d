package io.flowlet.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.audit.AuditVerdict.Tampered;
import io.flowlet.sdk.audit.AuditVerdict.Unreadable;
import io.flowlet.sdk.audit.AuditVerdict.Verified;
import io.flowlet.sdk.audit.AuditVerdict.VerifiedExport;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.MerkleTree;
import io.flowlet.tlog.NoteSigner;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.export.ExportLayout;
import io.flowlet.tlog.export.ExportPlan;
import io.flowlet.tlog.export.ExportScope;
import io.flowlet.tlog.export.ExportWriter;
import io.flowlet.tlog.export.ExportedEvent;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportVerifierTests {
    @TempDir
    private Path folder;

    private static SampleLog log(int size) {
        return SampleLog.random(SampleLog.signer(1), size, new SplittableRandom(size));
    }

    private static AuditVerdict verify(Path export) {
        return ExportVerifier.verify(export, Expectations.none(), Progress.none());
    }

    private ExportFolder export(SampleLog log) {
        log.export(folder.resolve("export"));
        return new ExportFolder(folder.resolve("export"));
    }

    @Test
    void verifiesCleanExportsOfEverySizeAroundTheTiles() {
        for (int size : List.of(0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1_000)) {
            SampleLog log = log(size);
            Path export = folder.resolve("export-" + size);
            log.export(export);
            assertThat(verify(export)).as("size %d", size).isInstanceOfSatisfying(VerifiedExport.class, verified -> {
                assertThat(verified.head().size()).isEqualTo(size);
                assertThat(verified.bodies()).isEqualTo(size);
                assertThat(verified.ciphertexts()).isEqualTo((size + 5) / 6);
                assertThat(verified.ciphertexts() + verified.withheldCiphertexts())
                        .isEqualTo((size + 2) / 3);
                assertThat(verified.selfConsistentOnly()).isTrue();
            });
        }
    }

    @Test
    void verifiesALogWithThreeLevelsOfTilesAndSeveralFilesOfBodies() throws Exception {
        SampleLog log = log(66_000);
        Path export = export(log).path();
        assertThat(Files.exists(export.resolve("tile/2/000.p/1"))).isTrue();
        assertThat(Files.exists(export.resolve(ExportLayout.events(6)))).isTrue();
        List<Long> progress = new ArrayList<>();
        AuditVerdict verdict = ExportVerifier.verify(
                export,
                Expectations.none().withCheckpoint(log.checkpoint(65_537)),
                (done, total) -> progress.add(done));
        assertThat(verdict).isInstanceOf(VerifiedExport.class);
        assertThat(progress).isSorted().endsWith(66_000L);
        ExportFolder folderOfExport = new ExportFolder(export);
        folderOfExport.flip("tile/1/000", 32 * 7 + 1, 1);
        assertTamperedAt(7 * 256, folderOfExport);
    }

    @Test
    void verifiesAnExportMadeOfAnOlderHeadWhileTheLogGoesOn() {
        SampleLog log = log(1_000);
        for (int size : List.of(1, 256, 300, 999)) {
            Path export = folder.resolve("export-" + size);
            log.export(export, ExportScope.all(), log.checkpoint(size));
            assertThat(verify(export)).isInstanceOf(VerifiedExport.class);
        }
    }

    @Test
    void countsTheEntriesOfOthersInTheExportOfATenant() {
        SampleLog log = log(301);
        log.export(folder.resolve("export"), ExportScope.ofTenant("ten_b"), log.head());
        assertThat(verify(folder.resolve("export"))).isInstanceOfSatisfying(VerifiedExport.class, verified -> {
            assertThat(verified.head().size()).isEqualTo(301);
            assertThat(verified.bodies()).isEqualTo(150);
        });
        Expectations complete = new Expectations(null, List.of(), true);
        assertThat(ExportVerifier.verify(folder.resolve("export"), complete, Progress.none()))
                .isInstanceOfSatisfying(
                        Tampered.class, tampered -> assertThat(tampered.index()).hasValue(0));
    }

    @Test
    void saysWhatItTrusted() {
        SampleLog log = log(300);
        Path export = export(log).path();
        Expectations key = Expectations.none().withKey(log.key());
        assertThat(trust(export, key)).isEqualTo(new Trust(true, null));
        Checkpoint trusted = new Checkpoint(SampleLog.ORIGIN, 120, MerkleTree.root(120, log));
        assertThat(trust(export, key.withCheckpoint(log.checkpoint(120)))).isEqualTo(new Trust(true, trusted));
        assertThat(trust(export, Expectations.none().withCheckpoint(log.checkpoint(120))))
                .isEqualTo(new Trust(false, trusted));
        assertThat(trust(export, Expectations.none().withCheckpoint(log.head())).selfConsistentOnly())
                .isFalse();
    }

    private static Trust trust(Path export, Expectations expectations) {
        return ((Verified) ExportVerifier.verify(export, expectations, Progress.none())).trust();
    }

    @Test
    void noticesChangedBytesOfEveryFile() throws Exception {
        ExportFolder export = export(log(4));
        Seeded.check("a change every few bytes of every file", 1, random -> {
            for (String file : export.files()) {
                int length = export.bytes(file).length;
                int stride = file.equals(ExportLayout.README) ? 60 : 6;
                for (int at = random.nextInt(stride); at < length; at += 1 + random.nextInt(stride)) {
                    int bit = random.nextInt(8);
                    export.flip(file, at, bit);
                    assertThat(verify(export.path()))
                            .as("%s, byte %d", file, at)
                            .isNotInstanceOf(Verified.class);
                    export.flip(file, at, bit);
                }
            }
        });
        assertThat(verify(export.path())).isInstanceOf(Verified.class);
    }

    @Test
    void noticesChangedBytesOfALargerExportAndNamesTheIndex() throws Exception {
        ExportFolder export = export(log(700));
        List<String> files = export.files();
        Seeded.check("changed bytes", 100, random -> {
            String file = files.get(random.nextInt(files.size()));
            int length = export.bytes(file).length;
            int at = random.nextInt(length);
            int bit = random.nextInt(8);
            export.flip(file, at, bit);
            AuditVerdict verdict = verify(export.path());
            export.flip(file, at, bit);
            assertThat(verdict).as("%s, byte %d", file, at).isNotInstanceOf(Verified.class);
            if (file.startsWith("tile/") || file.startsWith("events/")) {
                assertThat(verdict)
                        .isInstanceOfSatisfying(
                                Tampered.class,
                                tampered -> assertThat(tampered.index()).isPresent());
            }
        });
    }

    @Test
    void namesTheIndexOfAChangedBodyEvenWhenTheLineIsNoLongerJson() throws Exception {
        ExportFolder export = export(log(300));
        List<String> lines = export.events();
        lines.set(41, lines.get(41).replace("aud_", "aux_"));
        export.events(lines);
        assertTamperedAt(41, export);
        lines.set(17, lines.get(17).replaceFirst("\\{", "["));
        export.events(lines);
        assertTamperedAt(17, export);
    }

    @Test
    void namesTheIndexOfAChangedEntryLeafOrInnerHash() throws Exception {
        ExportFolder export = export(log(700));
        export.flip("tile/entries/001", 34 * 10 + 20, 3);
        assertTamperedAt(266, export);
        export.flip("tile/entries/001", 34 * 10 + 20, 3);
        export.flip("tile/0/002.p/188", 32 * 5, 0);
        assertTamperedAt(517, export);
        export.flip("tile/0/002.p/188", 32 * 5, 0);
        export.flip("tile/1/000.p/2", 32, 0);
        assertTamperedAt(256, export);
    }

    @Test
    void refusesFilesThatAreLongerThanTheirContent() throws Exception {
        ExportFolder export = export(log(700));
        for (String tile : List.of(
                "tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/188")) {
            byte[] content = export.bytes(tile);
            export.append(tile, 0);
            assertThat(verify(export.path())).as(tile).isInstanceOf(Tampered.class);
            export.write(tile, content);
        }
        assertThat(verify(export.path())).isInstanceOf(Verified.class);
    }

    @Test
    void comparesWhatTheExportClaimsWithWhatItHolds() throws Exception {
        ExportFolder export = export(log(30));
        String description = export.text(ExportLayout.DESCRIPTION);
        for (String claim : List.of(
                description.replace("\"bodies\":30", "\"bodies\":29"),
                description.replace("\"size\":30", "\"size\":31"),
                description.replace("log.example", "log.other"))) {
            export.write(ExportLayout.DESCRIPTION, claim);
            export.repairChecksums();
            assertThat(verify(export.path()))
                    .isInstanceOfSatisfying(
                            Tampered.class,
                            tampered -> assertThat(tampered.what()).isEqualTo(ExportLayout.DESCRIPTION));
        }
    }

    @Test
    void refusesACiphertextThatTheBodyDoesNotCommitTo() throws Exception {
        ExportFolder export = export(log(30));
        List<String> lines = export.events();
        ExportedEvent bare = ExportedEvent.parse(lines.get(4));
        lines.set(4, new ExportedEvent(4, bare.body(), "AAE=").encoded());
        export.events(lines);
        export.repair();
        assertTamperedAt(4, export);
    }

    @Test
    void refusesChecksumsThatCoverOtherFiles() throws Exception {
        ExportFolder export = export(log(30));
        export.write("notes.txt", "covered by a checksum, but by no proof");
        export.repairChecksums();
        assertThat(verify(export.path())).isInstanceOf(Tampered.class);
        export.delete("notes.txt");
        export.delete(ExportLayout.README);
        export.repairChecksums();
        assertThat(verify(export.path())).isInstanceOf(Tampered.class);
    }

    private static void assertTamperedAt(long index, ExportFolder export) {
        assertThat(verify(export.path()))
                .isInstanceOfSatisfying(
                        Tampered.class, tampered -> assertThat(tampered.index()).hasValue(index));
    }

    @Test
    void noticesEveryRemovedAndEveryAddedFile() throws Exception {
        ExportFolder export = export(log(300));
        for (String file : export.files()) {
            byte[] content = export.bytes(file);
            export.delete(file);
            assertThat(verify(export.path())).as(file).isNotInstanceOf(Verified.class);
            export.write(file, content);
        }
        for (String file : List.of(
                "notes.txt", "events/events-000001.ndjson", "tile/0/001.p/43", "tile/3/000", "tile/0/.DS_Store")) {
            export.write(file, "x");
            assertThat(verify(export.path()))
                    .isInstanceOfSatisfying(
                            Unreadable.class,
                            unreadable -> assertThat(unreadable.what()).isEqualTo(file));
            export.delete(file);
        }
        Files.createSymbolicLink(
                export.path().resolve("tile/link"), export.path().resolve("checkpoint"));
        assertThat(verify(export.path())).isInstanceOf(Unreadable.class);
    }

    @Test
    void refusesTrustedCheckpointsThatItCannotReach() throws Exception {
        SampleLog log = log(300);
        log.export(folder.resolve("export"), ExportScope.all(), log.checkpoint(200));
        Path export = folder.resolve("export");
        Expectations cutOff = Expectations.none().withCheckpoint(log.checkpoint(201));
        assertThat(ExportVerifier.verify(export, cutOff, Progress.none()))
                .isInstanceOfSatisfying(Tampered.class, tampered -> {
                    assertThat(tampered.index()).hasValue(200);
                    assertThat(tampered.why()).contains("cut off");
                });
        Expectations empty = Expectations.none().withCheckpoint(log.checkpoint(0));
        assertThat(ExportVerifier.verify(export, empty, Progress.none())).isInstanceOf(Unreadable.class);
        Expectations other = Expectations.none()
                .withCheckpoint(new Checkpoint("log.example/other", 100, Hash.sha256(new byte[0])).sign(log.signer()));
        assertThat(ExportVerifier.verify(export, other, Progress.none())).isInstanceOf(Tampered.class);
        SampleLog foreign = SampleLog.random(SampleLog.signer(2), 100, new SplittableRandom(1));
        assertThat(ExportVerifier.verify(export, Expectations.none().withCheckpoint(foreign.head()), Progress.none()))
                .isInstanceOf(Tampered.class);
        assertThat(ExportVerifier.verify(export, Expectations.none().withKey(foreign.key()), Progress.none()))
                .isInstanceOf(Tampered.class);
    }

    @Test
    void asksForBothKeysAfterTheLogChangedItsKey() throws Exception {
        SampleLog log = log(300);
        NoteSigner fresh = SampleLog.signer(2);
        SignedNote head = Checkpoint.of(log.head()).sign(fresh);
        ExportPlan plan =
                new ExportPlan(head, List.of(log.key(), fresh.verifierKey()), ExportScope.selection(), Instant.EPOCH);
        Path export = folder.resolve("export");
        try (ExportWriter writer = ExportWriter.create(export, plan)) {
            writer.tiles(log);
            for (SignedNote checkpoint : log.checkpoints()) {
                writer.checkpoint(checkpoint);
            }
            writer.finish();
        }
        assertThat(verify(export)).isInstanceOf(Verified.class);
        Expectations old = Expectations.none().withCheckpoint(log.checkpoint(120));
        assertThat(ExportVerifier.verify(export, old, Progress.none()))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        unreadable -> assertThat(unreadable.why()).contains("name both"));
        Expectations both = new Expectations(log.checkpoint(120), List.of(log.key(), fresh.verifierKey()), false);
        assertThat(ExportVerifier.verify(export, both, Progress.none())).isInstanceOf(Verified.class);
    }

    @Test
    void refusesWhatIsNotAnExport() throws Exception {
        assertThat(verify(folder.resolve("nothing"))).isInstanceOf(Unreadable.class);
        assertThat(verify(folder))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        unreadable -> assertThat(unreadable.what()).isEqualTo(ExportLayout.CHECKSUMS));
        SampleLog log = log(10);
        ExportPlan plan = new ExportPlan(log.head(), List.of(log.key()), ExportScope.selection(), Instant.EPOCH);
        Path unfinished = folder.resolve("unfinished");
        try (ExportWriter writer = ExportWriter.create(unfinished, plan)) {
            writer.tiles(log);
        }
        assertThat(verify(unfinished)).isInstanceOf(Unreadable.class);
    }

    @Test
    void theWriterRefusesWhatTheVerifierWouldRefuse() throws Exception {
        SampleLog log = log(10);
        ExportPlan plan = new ExportPlan(log.checkpoint(8), List.of(log.key()), ExportScope.selection(), Instant.EPOCH);
        Path export = folder.resolve("export");
        byte[] body = log.events().getFirst().bytes();
        try (ExportWriter writer = ExportWriter.create(export, plan)) {
            writer.event(3, body, null);
            assertThatThrownBy(() -> writer.event(3, body, null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.event(8, body, null)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.event(5, new byte[ExportLayout.MAX_BODY_BYTES + 1], null))
                    .isInstanceOf(IllegalArgumentException.class);
            writer.checkpoint(log.checkpoint(5));
            assertThatThrownBy(() -> writer.checkpoint(log.checkpoint(4))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.checkpoint(log.checkpoint(9))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ExportWriter.create(export, plan)).isInstanceOf(DirectoryNotEmptyException.class);
    }
}
