package io.flowlet.ledger.http;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;

/**
 * Reads the body of a batch as a stream, straight into commands: no tree and no text of the whole is made. It is read to its end before
 * anything is carried out.
 */
final class BatchBodies extends AbstractHttpMessageConverter<BatchRequest> {
    private static final long MAX_BYTES = 8L * 1024 * 1024;

    private final TokenStreamFactory json;

    /** @param json with the bounds on depth and lengths that hold for all bodies */
    BatchBodies(TokenStreamFactory json) {
        super(MediaType.APPLICATION_JSON);
        this.json = json;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == BatchRequest.class;
    }

    @Override
    public boolean canWrite(Class<?> type, @Nullable MediaType media) {
        return false;
    }

    @Override
    protected BatchRequest readInternal(Class<? extends BatchRequest> type, HttpInputMessage message)
            throws IOException {
        // a decoder of its own reports what is not UTF-8
        InputStreamReader text =
                new InputStreamReader(new Bounded(message.getBody()), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser in = json.createParser(ObjectReadContext.empty(), text)) {
            return new BatchReader(in).read();
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private static RuntimeException malformed(JacksonException e) {
        return switch (e.getCause()) {
            case CharacterCodingException coding -> malformed("not_utf8", "The body is not UTF-8.");
            case TooLong tooLong -> Refusal.of(ProblemCode.BODY_TOO_LARGE);
            case null, default -> {
                var place = e.getLocation();
                String where =
                        place == null ? "" : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
                yield malformed("not_json", "Reading stopped" + where + ".");
            }
        };
    }

    private static Refusal malformed(String code, String detail) {
        return Refusal.of(ProblemCode.BODY_MALFORMED, List.of(new FieldFault("", code, detail)));
    }

    @Override
    protected void writeInternal(BatchRequest batch, HttpOutputMessage message) {
        throw new UnsupportedOperationException("a batch is never answered");
    }

    private static final class TooLong extends IOException {
        TooLong() {
            super("the body is too long");
        }
    }

    /** Ends a body without a declared length where it becomes too long. */
    private static final class Bounded extends FilterInputStream {
        private long left = MAX_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int read = super.read(to, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new TooLong();
            }
        }
    }
}
