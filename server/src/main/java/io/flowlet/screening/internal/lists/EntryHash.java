package io.flowlet.screening.internal.lists;

import io.flowlet.screening.ListedEntry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** SHA-256 over an entry as read, and over the files of a list: each text with its length before it, so that no two run together. */
public final class EntryHash {
    private EntryHash() {}

    /** 64 hexadecimal digits; another whenever anything of the entry is another. */
    public static String of(ListedEntry entry) {
        Input input = new Input();
        input.text(entry.list().code());
        input.text(entry.id());
        input.text(entry.type().name());
        input.count(entry.names().size());
        entry.names().forEach(name -> {
            input.text(name.text());
            input.text(name.strength().name());
        });
        input.count(entry.birthDates().size());
        entry.birthDates().forEach(date -> {
            input.text(date.text());
            input.text(date.from() + "/" + date.to());
        });
        input.count(entry.countries().size());
        entry.countries().forEach(input::text);
        input.text(entry.remarks() == null ? "" : entry.remarks());
        return input.digest();
    }

    /** The same for the files of a list. */
    public static String of(SortedMap<String, byte[]> files) {
        Input input = new Input();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            input.text(file.getKey());
            input.bytes(file.getValue());
        }
        return input.digest();
    }

    private static final class Input {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        void text(String text) {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        void bytes(byte[] text) {
            count(text.length);
            try {
                out.write(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void count(int count) {
            try {
                out.writeInt(count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String digest() {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }
}
