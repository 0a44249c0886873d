package io.flowlet.settings;

import io.flowlet.files.FileRefused;
import io.flowlet.files.KeyLine;
import io.flowlet.files.PrivateFile;
import io.flowlet.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of encrypted settings: a file of lines {@code fls1:<kid>:<base64 of 32 bytes>}, oldest first, mode 0600 or 0400.
 *
 * <p>The last one encrypts, all of them decrypt; a line goes when no value names its {@code kid} any more. The file is named by
 * {@link #VARIABLE} and not by a setting, since settings are read with it. Immutable.
 */
public final class SettingsKeys {
    /** The environment variable that names the file. */
    public static final String VARIABLE = "FLOWLET_CONFIG_KEY_FILE";

    /** More than anybody rotates without taking old ones out. */
    private static final int MOST_KEYS = 32;

    private static final KeyLine LINE = new KeyLine("fls1:", "flowlet/settings-key/kid/1");
    private static final String WHAT = "settings key file";
    private static final String RESTORE = "restore it from its backup, or encrypt the values again with a new file";

    private final Path file;
    private final SequencedMap<String, SecretKeySpec> keys;

    private SettingsKeys(Path file, SequencedMap<String, SecretKeySpec> keys) {
        this.file = file;
        this.keys = keys;
    }

    /**
     * Reads the keys in {@code file}.
     *
     * @throws FileRefused if it is, in this order: missing, not a plain file, without POSIX modes, open to others, unreadable, empty, with a
     *     line of another format, with an altered key, with one key twice, with more than 32
     */
    public static SettingsKeys read(Path file) {
        byte[] content = content(file);
        try {
            return new SettingsKeys(file, parsed(file, content));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Adds a new key to {@code file}, or makes the file with it, mode 0600.
     *
     * @return the new key's id
     * @throws FileRefused as {@link #read}, or if the file cannot be written
     */
    public static String add(Path file) {
        byte[] line = LINE.fresh();
        // a link to nothing is no place for a new file: it stands there already
        boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        byte[] before = isNew ? new byte[0] : content(file);
        byte[] after = new byte[0];
        try {
            if (!isNew && parsed(file, before).size() >= MOST_KEYS) {
                throw tooMany(file);
            }
            boolean ended = before.length == 0 || before[before.length - 1] == '\n';
            int start = before.length + (ended ? 0 : 1);
            after = Arrays.copyOf(before, start + line.length + 1);
            if (!ended) {
                after[before.length] = '\n';
            }
            System.arraycopy(line, 0, after, start, line.length);
            after[after.length - 1] = '\n';
            write(file, before, after);
            return LINE.kidIn(line);
        } finally {
            Arrays.fill(line, (byte) 0);
            Arrays.fill(before, (byte) 0);
            Arrays.fill(after, (byte) 0);
        }
    }

    /**
     * {@code value} as it is written for the key {@code name}, encrypted with the newest key and bound to that name.
     *
     * @param name without {@code flowlet.}
     */
    public String encrypt(String name, String value) {
        return SealedValue.seal(name, value, newest(), keys.lastEntry().getValue());
    }

    /** The id of the key that encrypts. */
    public String newest() {
        return keys.lastEntry().getKey();
    }

    /** The ids of the keys that only decrypt, oldest first. */
    public List<String> older() {
        List<String> kids = new ArrayList<>(keys.keySet());
        kids.removeLast();
        return List.copyOf(kids);
    }

    Optional<SecretKeySpec> key(String kid) {
        return Optional.ofNullable(keys.get(kid));
    }

    Path file() {
        return file;
    }

    /** Shows ids only. */
    @Override
    public String toString() {
        return "SettingsKeys" + keys.keySet();
    }

    private static SequencedMap<String, SecretKeySpec> parsed(Path file, byte[] content) {
        SequencedMap<String, SecretKeySpec> keys = new LinkedHashMap<>();
        int from = 0;
        while (from < content.length || keys.isEmpty()) {
            int number = keys.size() + 1;
            int to = from;
            while (to < content.length && content[to] != '\n') {
                to++;
            }
            byte[] line = Arrays.copyOfRange(content, from, to);
            KeyLine.Read read = LINE.read(line);
            Arrays.fill(line, (byte) 0);
            switch (read) {
                case KeyLine.Read.Good(String kid, byte[] key) -> {
                    boolean twice = keys.put(kid, new SecretKeySpec(key, "AES")) != null;
                    Arrays.fill(key, (byte) 0);
                    if (twice) {
                        throw new FileRefused(
                                "the %s %s holds the key %s twice".formatted(WHAT, file, kid),
                                "remove one of the lines");
                    }
                }
                case KeyLine.Read.NotALine() ->
                    throw new FileRefused(
                            "line %d of the %s %s is not fls1:<16 hexadecimal digits>:<base64 of 32 bytes>"
                                    .formatted(number, WHAT, file),
                            RESTORE);
                case KeyLine.Read.Altered() ->
                    throw new FileRefused(
                            "line %d of the %s %s was altered: its key is not the one that its id names"
                                    .formatted(number, WHAT, file),
                            RESTORE);
            }
            from = to + 1;
        }
        if (keys.size() > MOST_KEYS) {
            throw tooMany(file);
        }
        return keys;
    }

    private static byte[] content(Path file) {
        String make = "make one: ./flowlet config new-key --settings --config-key " + file;
        return new PrivateFile(WHAT, file, make, RESTORE).read((MOST_KEYS + 1) * (LINE.bytes() + 1));
    }

    private static void write(Path file, byte[] before, byte[] after) {
        if (before.length == 0) {
            new PrivateFile(WHAT, file, "", RESTORE).create(after);
            return;
        }
        try {
            WholeFile.replace(file, before, after);
        } catch (IOException | ConcurrentModificationException e) {
            throw new FileRefused(
                    "the %s %s cannot be written (%s)"
                            .formatted(WHAT, file, e.getClass().getSimpleName()),
                    "run this as the user that owns it, in a folder that this user may write");
        }
    }

    private static FileRefused tooMany(Path file) {
        return new FileRefused(
                "the %s %s holds more than %d keys".formatted(WHAT, file, MOST_KEYS),
                "rotate, then remove the lines that no value names any more");
    }
}
