package io.flowlet.vault.internal;

import io.flowlet.files.FileRefused;
import io.flowlet.files.PrivateFile;
import io.flowlet.vault.MasterKeyRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shares of a root key in files of mode 0600. */
public final class ShareFiles {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SET_BYTES = 8;

    private ShareFiles() {}

    /** As {@link io.flowlet.vault.RootShares#split}; wipes {@code line}. */
    public static List<Path> split(byte[] line, Path folder) {
        byte[] key = MasterKey.bytes(line);
        String kid = MasterKey.kidIn(line);
        byte[] set = new byte[SET_BYTES];
        RANDOM.nextBytes(set);
        List<Path> written = new ArrayList<>();
        try {
            SortedMap<Integer, byte[]> shares = Shamir.split(key, RootShare.THRESHOLD, RootShare.SHARES, RANDOM);
            shares.forEach((number, value) -> {
                Path file = folder.resolve("root-%s-share-%d-of-%d".formatted(kid, number, RootShare.SHARES));
                RootShare share = new RootShare(kid, HexFormat.of().formatHex(set), number, value);
                create(file, (share.line() + "\n").getBytes(StandardCharsets.US_ASCII));
                written.add(file);
                Arrays.fill(value, (byte) 0);
            });
            for (Path leftOut : written) {
                List<Path> two =
                        written.stream().filter(file -> !file.equals(leftOut)).toList();
                Arrays.fill(joined(two), (byte) 0);
            }
            return List.copyOf(written);
        } catch (RuntimeException e) {
            written.forEach(ShareFiles::remove);
            throw e;
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }

    /** As {@link io.flowlet.vault.RootShares#join}. */
    public static String join(List<Path> shares, Path to) {
        byte[] line = joined(shares);
        try {
            return KeyFile.write(to, line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** The line of the key that {@code files} give, without a line feed; the caller's to wipe. */
    static byte[] joined(List<Path> files) {
        if (files.size() < RootShare.THRESHOLD) {
            throw new MasterKeyRefused(
                    "one share of %d tells nothing of the key".formatted(RootShare.SHARES),
                    "give any two of them: SHARE SHARE");
        }
        SortedMap<Integer, byte[]> values = new TreeMap<>();
        List<RootShare> shares = files.stream().map(ShareFiles::read).toList();
        try {
            RootShare first = shares.getFirst();
            for (int i = 0; i < shares.size(); i++) {
                requireFits(first, files.getFirst(), shares.get(i), files.get(i));
                if (values.put(shares.get(i).number(), shares.get(i).value()) != null) {
                    throw new MasterKeyRefused(
                            "%s holds share %d once more"
                                    .formatted(files.get(i), shares.get(i).number()),
                            "give two shares with different numbers");
                }
            }
            return line(values, first.kid());
        } finally {
            shares.forEach(share -> Arrays.fill(share.value(), (byte) 0));
        }
    }

    private static byte[] line(SortedMap<Integer, byte[]> values, String kid) {
        byte[] key = Shamir.combine(values);
        byte[] line = MasterKey.line(key);
        Arrays.fill(key, (byte) 0);
        if (!MasterKey.kidIn(line).equals(kid)) {
            Arrays.fill(line, (byte) 0);
            throw new MasterKeyRefused(
                    "the shares give a key that is not %s, whose id they bear: at least one was altered".formatted(kid),
                    "try each two of the three");
        }
        return line;
    }

    private static void requireFits(RootShare first, Path firstFile, RootShare other, Path file) {
        if (!first.kid().equals(other.kid())) {
            throw new MasterKeyRefused(
                    "%s is a share of root key %s, %s one of %s".formatted(firstFile, first.kid(), file, other.kid()),
                    "give two shares of one root key");
        }
        if (!first.set().equals(other.set())) {
            throw new MasterKeyRefused(
                    "%s and %s come from two splittings (%s, %s)".formatted(firstFile, file, first.set(), other.set()),
                    "give two shares that were written at the same time");
        }
    }

    private static RootShare read(Path file) {
        try {
            byte[] line = at(file).read(RootShare.MOST_BYTES);
            RootShare share = RootShare.parse(line, file.toString());
            Arrays.fill(line, (byte) 0);
            return share;
        } catch (FileRefused e) {
            throw new MasterKeyRefused(e.fault(), e.fix());
        }
    }

    private static void create(Path file, byte[] content) {
        try {
            at(file).create(content);
        } catch (FileRefused e) {
            throw new MasterKeyRefused(e.fault(), e.fix());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static PrivateFile at(Path file) {
        return new PrivateFile(
                "share", file, "fetch it from where it is kept", "give the file that ./flowlet vault split wrote");
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
