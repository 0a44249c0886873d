package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.testing.TestVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootSharesTests {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Path key = Path.of("");
    private Path shareFolder = Path.of("");
    private Path restored = Path.of("");

    @BeforeEach
    void makeAKey() throws IOException {
        key = folder.resolve("master.key");
        MasterKeyFile.create(key);
        shareFolder = Files.createDirectory(folder.resolve("shares"));
        restored = folder.resolve("restored.key");
    }

    @Test
    void anyTwoOfThePrivateFilesRestoreTheVeryFile() throws IOException {
        List<Path> shares = split();
        assertThat(shares).hasSize(3).allSatisfy(share -> {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(share)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(share))
                    .matches("flshare1:2-of-3:[0-9a-f]{16}:[0-9a-f]{16}:[1-3]:[A-Za-z0-9+/]{43}=:[0-9a-f]{8}\n")
                    .contains(MasterKeyFile.check(key))
                    .doesNotContain(Files.readString(key).substring(22, 60));
        });
        for (int leftOut = 0; leftOut < 3; leftOut++) {
            Path without = shares.get(leftOut);
            Path to = folder.resolve("restored-" + leftOut);
            List<Path> two =
                    shares.stream().filter(share -> !share.equals(without)).toList();
            assertThat(RootShares.join(two, to)).isEqualTo(MasterKeyFile.check(key));
            assertThat(to).hasSameBinaryContentAs(key);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
                    .isEqualTo("rw-------");
        }
        assertThat(RootShares.join(List.of(shares.get(2), shares.get(0), shares.get(1)), restored))
                .as("all three, in any order")
                .isEqualTo(MasterKeyFile.check(key));
    }

    @Test
    void refusesOneShareAlone() {
        assertRefused(List.of(split().getFirst()), "one share of 3 tells nothing", "SHARE SHARE");
    }

    @Test
    void refusesTheSameShareTwice() throws IOException {
        List<Path> shares = split();
        Path copy = Files.copy(shares.get(1), folder.resolve("copy"));
        assertRefused(List.of(shares.get(1), copy), "copy holds share 2 once more", "different numbers");
        assertRefused(List.of(shares.get(0), shares.get(0)), "holds share 1 once more", "different numbers");
    }

    @Test
    void refusesSharesOfTwoSplittings() throws IOException {
        List<Path> first = split();
        Path other = Files.createDirectory(folder.resolve("other"));
        List<Path> second = RootShares.split(settings(key), other);
        assertRefused(List.of(first.get(0), second.get(1)), "come from two splittings", "at the same time");
    }

    @Test
    void refusesSharesOfTwoRootKeys() throws IOException {
        Path otherKey = folder.resolve("other.key");
        MasterKeyFile.create(otherKey);
        Path other = Files.createDirectory(folder.resolve("other"));
        assertRefused(
                List.of(
                        split().get(0),
                        RootShares.split(settings(otherKey), other).get(1)),
                "is a share of root key " + MasterKeyFile.check(key),
                "of one root key");
    }

    @Test
    void refusesAnAlteredShareWhereverItWasAltered() throws IOException {
        List<Path> shares = split();
        String line = Files.readString(shares.get(0)).strip();
        int refused = 0;
        for (int at = 0; at < line.length(); at++) {
            char other = line.charAt(at) == '1' ? '2' : '1';
            Files.writeString(shares.get(0), line.substring(0, at) + other + line.substring(at + 1) + "\n");
            assertThatThrownBy(() -> RootShares.join(shares.subList(0, 2), restored))
                    .as("character %d", at)
                    .isInstanceOf(MasterKeyRefused.class)
                    .hasMessageFindingMatch("was altered or copied wrongly|holds no share");
            refused++;
        }
        assertThat(refused).isEqualTo(line.length());
        assertThat(restored).doesNotExist();
    }

    @Test
    void refusesAShareThatWasForgedWithItsChecksum() throws Exception {
        List<Path> shares = split();
        String line = Files.readString(shares.get(0)).strip();
        String body = line.substring(0, line.lastIndexOf(':'));
        int last = body.length() - 10;
        String forged = body.substring(0, last) + (body.charAt(last) == 'A' ? 'B' : 'A') + body.substring(last + 1);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(forged.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(shares.get(0), forged + ":" + HexFormat.of().formatHex(digest, 0, 4) + "\n");
        assertRefused(shares.subList(0, 2), "whose id they bear", "try each two of the three");
        assertRefused(shares, "whose id they bear", "try each two of the three");
        assertThat(RootShares.join(shares.subList(1, 3), restored)).isEqualTo(MasterKeyFile.check(key));
    }

    @Test
    void refusesAShareThatOthersMayReadAndAFileThatIsNone() throws IOException {
        List<Path> shares = split();
        assertRefused(List.of(shares.get(0), key), "holds no share", "vault split");
        assertRefused(List.of(shares.get(0), folder.resolve("absent")), "is missing", "fetch it");
        Files.setPosixFilePermissions(shares.get(1), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(shares.subList(0, 2), "rw-r--r--", "chmod 600");
    }

    @Test
    void overwritesNothingAndLeavesNothingHalfWritten() throws IOException {
        List<Path> shares = split();
        assertThatThrownBy(() -> RootShares.join(shares.subList(0, 2), key))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("never overwritten");
        Path other = Files.createDirectory(folder.resolve("other"));
        Path third = Files.writeString(other.resolve(shares.get(2).getFileName()), "taken");
        assertThatThrownBy(() -> RootShares.split(settings(key), other))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("never overwritten");
        try (var left = Files.list(other)) {
            assertThat(left).containsExactly(third);
        }
        assertThatThrownBy(() -> RootShares.split(settings(key), folder.resolve("absent")))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("cannot be made");
    }

    @Test
    void backsUpTheRootKeyAndNeverOverOne() throws IOException {
        List<Path> written = RootBackup.write(settings(key), shareFolder);
        assertThat(written)
                .singleElement()
                .satisfies(copy -> assertThat(copy)
                        .hasFileName("root-" + MasterKeyFile.check(key) + ".key")
                        .hasSameBinaryContentAs(key));
        assertThatThrownBy(() -> RootBackup.write(settings(key), shareFolder))
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("never overwritten");
        assertThat(written.getFirst()).exists();
    }

    private List<Path> split() {
        return RootShares.split(settings(key), shareFolder);
    }

    private void assertRefused(List<Path> shares, String fault, String fix) {
        assertThatThrownBy(() -> RootShares.join(shares, restored))
                .isInstanceOfSatisfying(
                        MasterKeyRefused.class,
                        refused -> assertThat(refused.fix()).contains(fix))
                .hasMessageContaining(fault);
        assertThat(restored).doesNotExist();
    }

    private static VaultSettings settings(Path masterKey) {
        return TestVault.settings(masterKey, Duration.ofHours(24));
    }
}
