package io.flowlet.audit.internal;

import io.flowlet.audit.AuditSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The anchor outside of the database: every checkpoint, appended to a file and flushed to the disk, an empty line between two.
 *
 * <p>The file is opened for each checkpoint, so that it may be rotated or put on storage that comes and goes. Without a file does nothing.
 */
@Component
public final class CheckpointFile {
    private final @Nullable Path file;

    CheckpointFile(AuditSettings settings) {
        this.file = settings.checkpointFile();
    }

    /** @throws IOException if the checkpoint is not safely in the file */
    public void append(String note) throws IOException {
        if (file == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((note + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        }
    }
}
