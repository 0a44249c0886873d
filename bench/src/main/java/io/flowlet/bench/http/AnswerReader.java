package io.flowlet.bench.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one answer of HTTP/1.1, as much of it as must be known: its status, where it ends, and whether another may follow. */
final class AnswerReader {
    private static final int STATUS_AT = 9;

    private final ByteBuffer buffer;
    private int scanned;
    private int end;
    private boolean last;

    /** @param bytes that an answer has at most */
    AnswerReader(int bytes) {
        this.buffer = ByteBuffer.allocate(bytes);
    }

    /** Reads what is there; true once the answer is whole. */
    boolean read(ReadableByteChannel channel) throws IOException {
        if (channel.read(buffer) < 0) {
            throw new EOFException("the server closed a connection instead of answering");
        }
        if (end == 0) {
            findEnd();
        }
        return end > 0 && buffer.position() >= end;
    }

    int status() {
        return (digit(STATUS_AT) * 10 + digit(STATUS_AT + 1)) * 10 + digit(STATUS_AT + 2);
    }

    /** Whether the server closes the connection now. */
    boolean isLast() {
        return last;
    }

    void clear() {
        buffer.clear();
        scanned = 0;
        end = 0;
        last = false;
    }

    /** Looks for the empty line after the head from where it looked last. */
    private void findEnd() throws IOException {
        byte[] bytes = buffer.array();
        for (int i = Math.max(3, scanned); i < buffer.position(); i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                scanned = i + 1;
                readHead(new String(bytes, 0, scanned, StandardCharsets.ISO_8859_1));
                return;
            }
        }
        scanned = buffer.position();
    }

    private void readHead(String head) throws IOException {
        String small = head.toLowerCase(Locale.ROOT);
        String name = "\r\ncontent-length:";
        int at = small.indexOf(name);
        if (at < 0) {
            throw new IOException("an answer without its length: " + head);
        }
        end = scanned
                + Integer.parseInt(small.substring(at + name.length(), small.indexOf('\r', at + 2))
                        .strip());
        last = small.contains("\r\nconnection: close");
    }

    private int digit(int at) {
        return buffer.get(at) - '0';
    }
}
