package io.flowlet.audit;

import static io.flowlet.audit.AuditContext.callerOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.ProofOutcome.Proven;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.ids.Uuid7;
import io.flowlet.testing.Cases;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.MerkleTree;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.TileId;
import io.flowlet.tlog.TlogProof;
import io.flowlet.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditModuleTests {
    private static final Caller MINE = callerOf(1);
    private static final Caller THEIRS = callerOf(2);

    private final AuditContext context = new AuditContext();
    private final Audit audit = context.audit();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void listsTheTenantsSequencedEventsNewestFirstPageByPage() throws Exception {
        context.record(1, 5);
        context.record(2, 5);
        context.record(1, 5);
        context.sequencer().runOnce();
        context.record(1, 1); // not yet in the log

        List<Long> indexes = new ArrayList<>();
        String cursor = null;
        do {
            Page<RecordedEvent> page = audit.list(MINE, Paging.of(cursor, 4));
            page.data().forEach(event -> indexes.add(event.index()));
            cursor = page.nextCursor();
            context.record(1, 1); // what comes later does not shift what is listed
            context.sequencer().runOnce();
        } while (cursor != null);
        assertThat(indexes).containsExactly(14L, 13L, 12L, 11L, 10L, 4L, 3L, 2L, 1L, 0L);
    }

    @Test
    void recordsThatEventsWereRead() throws Exception {
        context.record(1, 3);
        context.sequencer().runOnce();
        RecordedEvent first = audit.list(MINE, Paging.of(null, 2)).data().getFirst();
        audit.find(MINE, first.id());
        audit.proof(MINE, first.id(), OptionalLong.empty());
        context.sequencer().runOnce();

        List<String> bodies = audit.list(MINE, Paging.of(null, 3)).data().stream()
                .map(event -> Objects.requireNonNullElse(event.body(), ""))
                .toList();
        assertThat(bodies.get(2)).contains("\"action\":\"audit_event.list\"", "\"count\":2", "\"outcome\":\"read\"");
        assertThat(bodies.get(1))
                .contains("\"action\":\"audit_event.read\"", first.id().toString());
        assertThat(bodies.get(0))
                .contains("\"action\":\"audit_event.prove\"", first.id().toString());
    }

    @Test
    void showsNothingOfAnotherTenantWhateverItsIdIs() throws Exception {
        context.record(2, 3);
        context.sequencer().runOnce();
        RecordedEvent theirs = audit.list(THEIRS, Paging.of(null, null)).data().getFirst();

        assertThat(audit.list(MINE, Paging.of(null, null)).data()).isEmpty();
        assertThat(audit.find(MINE, theirs.id())).isEmpty();
        assertThat(audit.proof(MINE, theirs.id(), OptionalLong.empty())).isEqualTo(new ProofOutcome.NoSuchEvent());
        assertThat(audit.list(MINE, new Paging(theirs.id().value(), 5)).data()).isEmpty();
        assertThat(audit.find(MINE, new AuditId(context.bean(Uuid7.class).next())))
                .isEmpty();
        context.transactions()
                .run(
                        new TenantId(1),
                        () -> assertThat(context.jdbc().queryForList("select index from audit.leaf", Long.class))
                                .isEmpty());
    }

    @Test
    void keepsListingAnEntryWhoseBodyWasRemoved() throws Exception {
        context.record(1, 5);
        context.sequencer().runOnce();
        context.superuser.execute("begin; set local session_replication_role = replica;"
                + " delete from audit.event where id = (select id from audit.leaf where index = 3); commit");
        List<RecordedEvent> events = audit.list(MINE, Paging.of(null, 3)).data();
        assertThat(events).extracting(RecordedEvent::index).containsExactly(4L, 3L, 2L);
        assertThat(events.get(1).body()).isNull();
        assertThat(audit.proof(MINE, events.get(1).id(), OptionalLong.empty()))
                .isEqualTo(new ProofOutcome.NoSuchEvent());
    }

    @Test
    void findsAnEventBeforeItIsSequencedButHasNoProofForItYet() throws Exception {
        context.record(1, 1);
        context.sequencer().runOnce();
        context.record(1, 1);
        AuditId waiting = AuditId.of(idOf("pay_0", 1));

        assertThat(audit.find(MINE, waiting).orElseThrow().index()).isNull();
        assertThat(audit.proof(MINE, waiting, OptionalLong.empty())).isEqualTo(new ProofOutcome.NotSequenced());
        context.sequencer().runOnce();
        assertThat(audit.find(MINE, waiting).orElseThrow().index()).isEqualTo(1);
        assertThat(audit.proof(MINE, waiting, OptionalLong.empty())).isInstanceOf(Proven.class);
    }

    @Test
    void provesEveryEvent() throws Exception {
        for (int round = 0; round < 4; round++) {
            context.record(1, 90);
            context.record(2, 75);
            context.sequencer().runOnce();
        }
        List<RecordedEvent> events = new ArrayList<>();
        String cursor = null;
        do {
            Page<RecordedEvent> page = audit.list(MINE, Paging.of(cursor, 100));
            events.addAll(page.data());
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(events).hasSize(360);
        Cases.check("proofs of events", 60, random -> {
            RecordedEvent event = events.get(random.nextInt(events.size()));
            EventProof proof = proven(audit.proof(MINE, event.id(), OptionalLong.empty()));
            assertThat(proof.index()).isEqualTo(event.index());
            assertThat(proof.body()).isEqualTo(event.body());
            assertThat(proof.logVkey()).isEqualTo(context.key().verifier().encoded());
            assertThat(check(proof, proof.body())).isInstanceOf(TlogProof.Verdict.Included.class);
            assertThat(check(proof, proof.body().replace("\"outcome\":\"done\"", "\"outcome\":\"read\"")))
                    .isInstanceOf(TlogProof.Verdict.Refused.class);
        });
    }

    @Test
    void provesThatTheNewestCheckpointExtendsAnEarlierOne() throws Exception {
        context.record(1, 300);
        context.sequencer().runOnce();
        Checkpoint earlier = Checkpoint.of(SignedNote.parse(audit.checkpoint().orElseThrow()));
        context.record(1, 400);
        context.sequencer().runOnce();
        Checkpoint newest = Checkpoint.of(SignedNote.parse(audit.checkpoint().orElseThrow()));
        AuditId event = audit.list(MINE, Paging.of(null, 1)).data().getFirst().id();

        EventProof.Consistency consistency = Objects.requireNonNull(
                proven(audit.proof(MINE, event, OptionalLong.of(300))).consistency());
        List<Hash> hashes = new ArrayList<>();
        for (String hash : consistency.hashes()) {
            hashes.add(Hash.ofBase64(hash));
        }
        assertThat(MerkleTree.extendsTree(new TreeHead(300, earlier.root()), new TreeHead(700, newest.root()), hashes))
                .isTrue();
        assertThat(consistency.older()).isEqualTo(300);
        assertThat(consistency.newer()).isEqualTo(700);
        for (long size : new long[] {0, -1, 701, Long.MAX_VALUE}) {
            assertThat(audit.proof(MINE, event, OptionalLong.of(size)))
                    .isEqualTo(new ProofOutcome.NoSuchCheckpoint(700));
        }
    }

    @Test
    void servesEveryTileInEveryWidthItEverHad() throws Exception {
        assertThat(audit.checkpoint()).isEmpty();
        assertThat(audit.tile(new TileId(0, 0, 1))).isEmpty();
        context.record(1, 200);
        context.sequencer().runOnce();
        byte[] narrow = audit.tile(new TileId(0, 0, 200)).orElseThrow().bytes();
        context.record(1, 100);
        context.sequencer().runOnce();

        assertThat(audit.tile(new TileId(0, 0, 256)).orElseThrow().bytes()).startsWith(narrow);
        assertThat(audit.tile(new TileId(0, 0, 200)).orElseThrow().bytes()).isEqualTo(narrow);
        assertThat(audit.tile(new TileId(TileId.ENTRIES, 1, 44)).orElseThrow().bytes())
                .hasSize(44 * 34);
        assertThat(audit.tile(new TileId(TileId.ENTRIES, 1, 7)).orElseThrow().bytes())
                .hasSize(7 * 34);
        assertThat(audit.tile(new TileId(0, 1, 45))).isEmpty();
        assertThat(audit.tile(new TileId(1, 0, 1)).orElseThrow().bytes()).hasSize(32);
        assertThat(audit.tile(new TileId(2, 0, 1))).isEmpty();
    }

    private String idOf(String object, int skipped) {
        return context.superuser
                .queryForList(
                        "select convert_from(body, 'UTF8')::jsonb ->> 'id' from audit.event where convert_from(body, 'UTF8')::jsonb ->> 'object' = ? order by id offset ?",
                        String.class,
                        object,
                        skipped)
                .getFirst();
    }

    private static EventProof proven(ProofOutcome outcome) {
        return ((Proven) outcome).proof();
    }

    private TlogProof.Verdict check(EventProof proof, String body) {
        Hash leaf = Hash.leaf(Hash.sha256(body.getBytes(StandardCharsets.UTF_8)).bytes());
        try {
            return TlogProof.parse(proof.proof())
                    .check(leaf, List.of(context.key().verifier()));
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }
}
