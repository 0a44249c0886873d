package io.flowlet.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerReaderTests {
    private static final String CREATED = "HTTP/1.1 201 \r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nhello";

    private final AnswerReader reader = new AnswerReader(1024);

    @Test
    void readsAnAnswerThatComesInPieces() throws IOException {
        for (int i = 0; i < CREATED.length() - 1; i++) {
            assertThat(reader.read(channel(CREATED.substring(i, i + 1)))).isFalse();
        }
        assertThat(reader.read(channel("o"))).isTrue();
        assertThat(reader.status()).isEqualTo(201);
        assertThat(reader.isLast()).isFalse();
    }

    @Test
    void readsTheNextAnswerAfterOne() throws IOException {
        assertThat(reader.read(channel(CREATED))).isTrue();
        reader.clear();
        assertThat(reader.read(channel("HTTP/1.1 503 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n")))
                .isTrue();
        assertThat(reader.status()).isEqualTo(503);
        assertThat(reader.isLast()).isTrue();
    }

    @Test
    void refusesAnAnswerThatDoesNotSayWhereItEnds() {
        assertThatThrownBy(() -> reader.read(channel("HTTP/1.1 200 \r\n\r\n"))).isInstanceOf(IOException.class);
    }

    @Test
    void tellsThatTheServerIsGone() {
        assertThatThrownBy(() -> reader.read(channel(""))).isInstanceOf(EOFException.class);
    }

    private static ReadableByteChannel channel(String text) {
        return Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
