package io.flowlet.vault.internal;

import io.flowlet.files.FileRefused;
import io.flowlet.files.PrivateFile;
import io.flowlet.vault.MasterKeyRefused;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads and makes the master key file, and says what to do when it cannot. */
public final class KeyFile {
    private static final String RESTORE = "restore it from its backup"
            + " (an installation that holds no data yet may make a new one: ./flowlet config new-key)";
    /** Far more than a line, far less than a file named by mistake could hold. */
    private static final int MOST_BYTES = 4096;

    private KeyFile() {}

    /**
     * Reads the key in {@code file}.
     *
     * @throws MasterKeyRefused as {@link io.flowlet.vault.MasterKeyFile#check}
     */
    public static MasterKey read(Path file) {
        byte[] line = bytes(file);
        try {
            return parsed("the master key file " + file, line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /**
     * Reads the key in {@code line}.
     *
     * @param holder of the line, for messages: {@code the master key file …}
     * @throws MasterKeyRefused if it is of another format, or altered
     */
    static MasterKey parsed(String holder, byte[] line) {
        return switch (MasterKey.parse(line)) {
            case MasterKey.Parsed.Good good -> good.key();
            case MasterKey.Parsed.NotALine() ->
                throw new MasterKeyRefused(
                        holder + " does not hold one line flk1:<16 hexadecimal digits>:<base64 of 32 bytes>", RESTORE);
            case MasterKey.Parsed.Altered() ->
                throw new MasterKeyRefused(holder + " was altered: its key is not the one that its id names", RESTORE);
        };
    }

    /** The sound line in {@code file}, without its line feed; the caller's to wipe. Throws as {@link #read}. */
    static byte[] line(Path file) {
        byte[] line = bytes(file);
        parsed("the master key file " + file, line);
        byte[] alone = line[line.length - 1] == '\n' ? Arrays.copyOf(line, line.length - 1) : line.clone();
        Arrays.fill(line, (byte) 0);
        return alone;
    }

    /** As {@link io.flowlet.vault.MasterKeyFile#create}. */
    public static String create(Path file) {
        byte[] line = MasterKey.newLine();
        try {
            return write(file, line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /**
     * Makes {@code file} with {@code line}, which stays the caller's to wipe; as {@link io.flowlet.vault.MasterKeyFile#create}.
     *
     * @return the id that the line names
     */
    static String write(Path file, byte[] line) {
        byte[] content = Arrays.copyOf(line, line.length + 1);
        content[line.length] = '\n';
        try {
            at(file).create(content);
            return MasterKey.kidIn(line);
        } catch (FileRefused e) {
            throw new MasterKeyRefused(e.fault(), e.fix());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return at(file).read(MOST_BYTES);
        } catch (FileRefused e) {
            throw new MasterKeyRefused(e.fault(), e.fix());
        }
    }

    private static PrivateFile at(Path file) {
        String make = "make one: (umask 077; ./flowlet config new-key > %s)".formatted(file);
        return new PrivateFile("master key file", file, make, RESTORE);
    }
}
