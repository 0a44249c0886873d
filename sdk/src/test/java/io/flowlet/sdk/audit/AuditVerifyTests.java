package io.flowlet.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.export.ExportLayout;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditVerifyTests {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final SampleLog log = SampleLog.random(SampleLog.signer(1), 300, new SplittableRandom(9));

    private int run(Object... args) {
        out.reset();
        err.reset();
        List<String> words = List.of(args).stream().map(Object::toString).toList();
        return AuditVerify.run(
                words,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private ExportFolder export() {
        log.export(folder.resolve("export"));
        return new ExportFolder(folder.resolve("export"));
    }

    private Path trusted(int size) throws Exception {
        Path file = folder.resolve("trusted-" + size);
        Files.writeString(file, log.checkpoint(size).encoded());
        return file;
    }

    @Test
    void verifiesAnExportAndSaysThatNothingFromOutsideWasTrusted() {
        assertThat(run(export().path())).isEqualTo(0);
        assertThat(printed())
                .startsWith("Verified: 300 entries of log.example/audit.\n")
                .contains("bodies       300, each hashes to its entry\n")
                .contains("ciphertexts  50, each as its body says; 50 not in this export\n")
                .contains("trust        self-consistent only: no trusted checkpoint was given");
        assertThat(err.size()).isZero();
    }

    @Test
    void saysWhichTrustedCheckpointTheExportAgreesWith() throws Exception {
        assertThat(run(export().path(), "--trusted-checkpoint", trusted(120), "--vkey", log.key()))
                .isEqualTo(0);
        assertThat(printed())
                .contains(
                        "trust        agrees with your trusted checkpoint of 120 entries (signed by the key you named)\n")
                .doesNotContain("self-consistent");
    }

    @Test
    void exitsWithTwoAndNamesTheIndexAfterOneChangedByte() throws Exception {
        ExportFolder export = export();
        export.flip("tile/entries/000", 34 * 77 + 9, 4);
        assertThat(run(export.path())).isEqualTo(2);
        assertThat(printed()).startsWith("TAMPERED at index 77: tile/entries/000: ");
        assertThat(run(export.path(), "--json")).isEqualTo(2);
        assertThat(printed())
                .startsWith("{\"index\":77,\"verdict\":\"tampered\",\"what\":\"tile/entries/000\",\"why\":")
                .endsWith("\"}\n");
    }

    @Test
    void exitsWithThreeWhenItCannotRead() throws Exception {
        assertThat(run(folder.resolve("nothing"))).isEqualTo(3);
        assertThat(printed()).startsWith("Unreadable: ");
        ExportFolder export = export();
        assertThat(run(export.path(), "--trusted-checkpoint", folder.resolve("nothing")))
                .isEqualTo(3);
        Files.writeString(folder.resolve("garbage"), "garbage");
        assertThat(run(export.path(), "--trusted-checkpoint", folder.resolve("garbage")))
                .isEqualTo(3);
        export.delete(ExportLayout.CHECKSUMS);
        assertThat(run(export.path(), "--json")).isEqualTo(3);
        assertThat(printed()).startsWith("{\"verdict\":\"unreadable\",\"what\":\"SHA256SUMS\"");
    }

    @Test
    void exitsWithSixtyFourAndTheUsageWhenTheCommandLineIsWrong() {
        for (List<String> args : List.of(
                List.<String>of(),
                List.of("a", "b"),
                List.of("a", "--wrong"),
                List.of("a", "--vkey"),
                List.of("a", "--vkey", "key"),
                List.of("a", "--trusted-checkpoint"))) {
            assertThat(run(args.toArray())).as(args.toString()).isEqualTo(64);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("audit verify: ")
                    .contains("Usage: audit verify");
            assertThat(out.size()).isZero();
        }
        assertThat(run("--help")).isEqualTo(0);
        assertThat(printed())
                .startsWith("Usage: audit verify DIR|PROOF")
                .contains("2 tampered, 3 unreadable, 64 usage");
    }

    @Test
    void verifiesTheProofOfOneEvent() throws Exception {
        Path file = folder.resolve("proof.json");
        Files.writeString(file, log.document(42, log.head(), null).encoded());
        assertThat(run(file)).isEqualTo(0);
        assertThat(printed())
                .startsWith("Verified: the event is entry 42 of log.example/audit.\n")
                .contains("self-consistent only");
        assertThat(run(file, "--json", "--trusted-checkpoint", trusted(300))).isEqualTo(0);
        assertThat(CanonicalJson.parseObject(printed()))
                .containsEntry("verdict", "verified")
                .containsEntry("index", 42L)
                .containsEntry("self_consistent_only", false)
                .containsEntry("trusted_size", 300L);
        Files.writeString(file, Files.readString(file).replace("aud_00000042", "aud_00000043"));
        assertThat(run(file)).isEqualTo(2);
    }

    @Test
    void countsInJsonWhatTheTextCounts() throws Exception {
        assertThat(run(export().path(), "--json", "--vkey", log.key(), "--complete"))
                .isEqualTo(0);
        assertThat(CanonicalJson.parseObject(printed()))
                .containsEntry("verdict", "verified")
                .containsEntry("size", 300L)
                .containsEntry("bodies", 300L)
                .containsEntry("ciphertexts", 50L)
                .containsEntry("ciphertexts_withheld", 50L)
                .containsEntry("self_consistent_only", true)
                .containsEntry("key_named", true);
    }

    @Test
    void showsProgressOnlyAfterTwoSecondsAndTakesItAway() {
        AtomicLong nanos = new AtomicLong();
        TerminalProgress progress =
                new TerminalProgress(new PrintStream(err, true, StandardCharsets.UTF_8), nanos::get);
        progress.at(100, 1_000);
        progress.clear();
        assertThat(err.size()).isZero();
        nanos.addAndGet(2_000_000_000L);
        progress.at(250, 1_000);
        nanos.addAndGet(1_000_000L);
        progress.at(251, 1_000);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("\r  250 of 1,000 entries (25 %)");
        progress.clear();
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("\r" + " ".repeat(60) + "\r");
    }
}
