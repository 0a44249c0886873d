package io.flowlet.audit;

import static io.flowlet.audit.AuditContext.callerOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditExport.Exported;
import io.flowlet.database.DatabaseRole;
import io.flowlet.http.Paging;
import io.flowlet.sdk.audit.AuditVerdict;
import io.flowlet.sdk.audit.Expectations;
import io.flowlet.sdk.audit.ExportVerifier;
import io.flowlet.sdk.audit.Progress;
import io.flowlet.sdk.audit.ProofDocument;
import io.flowlet.sdk.audit.ProofVerifier;
import io.flowlet.testing.Cases;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditExportModuleTests {
    private static final int EVENTS = 600;

    private final AuditContext context = new AuditContext();
    private final AuditExport export = new AuditExport(context.database.as(DatabaseRole.READER), Clock.systemUTC());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void exportsWhatTheVerifierAccepts() throws Exception {
        someEvents();
        List<Long> told = new ArrayList<>();
        Path directory = folder.resolve("export");
        assertThat(export.writeAll(directory, (done, total) -> told.add(total))).contains(new Exported(EVENTS, EVENTS));
        assertThat(told).containsOnly((long) EVENTS);

        AuditVerdict verdict = verify(directory, trusting());
        assertThat(verdict).isInstanceOfSatisfying(AuditVerdict.VerifiedExport.class, verified -> {
            assertThat(verified.head().size()).isEqualTo(EVENTS);
            assertThat(verified.bodies()).isEqualTo(EVENTS);
            assertThat(verified.checkpoints()).isEqualTo(2);
            assertThat(verified.selfConsistentOnly()).isFalse();
        });
        assertThat(verify(directory, Expectations.none()))
                .isInstanceOfSatisfying(
                        AuditVerdict.VerifiedExport.class,
                        verified -> assertThat(verified.selfConsistentOnly()).isTrue());
    }

    @Test
    void exportsToATenantsAuditorNoByteOfAnothersBodies() throws Exception {
        someEvents();
        Path directory = folder.resolve("export");
        assertThat(export.writeTenant(directory, new TenantId(2), Progress.none()))
                .contains(new Exported(EVENTS, 200));
        assertThat(verify(directory, trusting()))
                .isInstanceOfSatisfying(
                        AuditVerdict.VerifiedExport.class,
                        verified -> assertThat(verified.bodies()).isEqualTo(200));
        for (Path file : files(directory)) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain("client-1", "planted-1");
        }
    }

    @Test
    void namesTheIndexOfAnEventWhoseBodyWasChangedInTheDatabase() throws Exception {
        someEvents();
        int index = 417;
        withoutTriggers("update audit.event e set body = overlay(body placing 'X' from 40 for 1) from audit.leaf l"
                + " where l.index = " + index + " and e.id = l.id");
        Path directory = folder.resolve("export");
        export.writeAll(directory, Progress.none());
        assertThat(verify(directory, trusting()))
                .isInstanceOfSatisfying(
                        AuditVerdict.Tampered.class,
                        tampered -> assertThat(tampered.index()).hasValue(index));
    }

    @Test
    void findsWhatAnOwnerDidBehindTheTriggers() throws Exception {
        someEvents();
        Expectations trusting = trusting();
        for (String damage : List.of(
                "delete from audit.event where id = (select id from audit.leaf where index = 599)",
                "update audit.leaf set index = 1000 - index where index in (400, 600)",
                "delete from audit.leaf where index = 3",
                "update audit.tile set hashes = set_byte(hashes, 8, get_byte(hashes, 8) # 1) where level = 0 and index = 1",
                "update audit.tile set hashes = set_byte(hashes, 8, get_byte(hashes, 8) # 1) where level = -1 and index = 2",
                "delete from audit.checkpoint where size = 600")) {
            String undo = "truncate audit.event, audit.leaf, audit.tile, audit.checkpoint;"
                    + " insert into audit.event select * from kept_event; insert into audit.leaf select * from kept_leaf;"
                    + " insert into audit.tile select * from kept_tile; insert into audit.checkpoint select * from kept_checkpoint";
            keep();
            withoutTriggers(damage);
            Path directory = Files.createTempDirectory(folder, "damaged");
            export.writeAll(directory, Progress.none());
            assertThat(verify(directory, trusting)).as(damage).isInstanceOf(AuditVerdict.Tampered.class);
            withoutTriggers(undo);
        }
        Path directory = folder.resolve("mended");
        export.writeAll(directory, Progress.none());
        assertThat(verify(directory, trusting)).isInstanceOf(AuditVerdict.VerifiedExport.class);
    }

    @Test
    void findsAnyChangedByteOfAnExport() throws Exception {
        someEvents();
        Path directory = folder.resolve("export");
        export.writeAll(directory, Progress.none());
        Expectations trusting = trusting();
        List<Path> files = files(directory);
        Cases.check("changed bytes of an export", 40, random -> {
            try {
                Path file = files.get(random.nextInt(files.size()));
                byte[] original = Files.readAllBytes(file);
                byte[] changed = original.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
                assertThat(verify(directory, trusting))
                        .as(file.toString())
                        .isNotInstanceOf(AuditVerdict.Verified.class);
                Files.write(file, original);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(verify(directory, trusting)).isInstanceOf(AuditVerdict.VerifiedExport.class);
    }

    @Test
    void proofsOfTheFacadeAreWhatTheVerifierReads() throws Exception {
        someEvents();
        SignedNote earlier = SignedNote.parse(context.superuser
                .queryForList("select note from audit.checkpoint where size = 300", String.class)
                .getFirst());
        Expectations trusting =
                Expectations.none().withKey(context.key().verifier()).withCheckpoint(earlier);
        for (RecordedEvent event :
                context.audit().list(callerOf(1), Paging.of(null, 5)).data()) {
            EventProof proof = ((ProofOutcome.Proven)
                            context.audit().proof(callerOf(1), event.id(), OptionalLong.of(300)))
                    .proof();
            assertThat(ProofVerifier.verify(document(proof), trusting))
                    .isInstanceOfSatisfying(AuditVerdict.VerifiedProof.class, verified -> {
                        assertThat(verified.index()).isEqualTo(event.index());
                        assertThat(verified.selfConsistentOnly()).isFalse();
                    });
        }
    }

    @Test
    void exportsOneMomentAndRefusesADirectoryThatIsInUse() throws Exception {
        assertThat(export.writeAll(folder.resolve("none"), Progress.none())).isEmpty();
        someEvents();
        context.record(1, 5); // recorded, not sequenced
        Path directory = folder.resolve("export");
        assertThat(export.writeAll(directory, Progress.none())).contains(new Exported(EVENTS, EVENTS));
        assertThatThrownBy(() -> export.writeAll(directory, Progress.none()))
                .isInstanceOf(DirectoryNotEmptyException.class);
    }

    private void someEvents() throws Exception {
        for (int round = 0; round < 2; round++) {
            context.transactions()
                    .run(
                            new TenantId(1),
                            () -> context.log().record(AuditEvent.done(callerOf(1), "planted-1.create", "planted-1")));
            context.record(1, 199);
            context.sequencer().runOnce();
            context.record(2, 100);
            context.sequencer().runOnce();
        }
        assertThat(context.checkedLog().size()).isEqualTo(EVENTS);
        withoutTriggers(
                "delete from audit.checkpoint where size in (200)"); // thinned out: the rest still proves all of it
    }

    private void keep() {
        for (String table : List.of("event", "leaf", "tile", "checkpoint")) {
            context.superuser.execute("drop table if exists kept_" + table);
            context.superuser.execute("create table kept_" + table + " as select * from audit." + table);
        }
    }

    private void withoutTriggers(String sql) {
        context.superuser.execute("begin; set local session_replication_role = replica; " + sql + "; commit");
    }

    private Expectations trusting() throws Malformed {
        SignedNote checkpoint = SignedNote.parse(context.audit().checkpoint().orElseThrow());
        return Expectations.none().withKey(context.key().verifier()).withCheckpoint(checkpoint);
    }

    private static AuditVerdict verify(Path directory, Expectations expectations) {
        return ExportVerifier.verify(directory, expectations, Progress.none());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static ProofDocument document(EventProof proof) throws Malformed {
        EventProof.Consistency consistency = proof.consistency();
        List<Hash> hashes = new ArrayList<>();
        if (consistency != null) {
            for (String hash : consistency.hashes()) {
                hashes.add(Hash.ofBase64(hash));
            }
        }
        return new ProofDocument(
                proof.eventId().toString(),
                proof.index(),
                proof.body(),
                proof.proof(),
                proof.logVkey(),
                consistency == null
                        ? null
                        : new ProofDocument.Consistency(consistency.older(), consistency.newer(), hashes));
    }
}
