package io.flowlet.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads request bodies: bounded, UTF-8 only, strictly parsed, bound to their record and validated, with every fault told at once.
 *
 * <p>In this order: {@code body_too_large} (counted while reading, so that a chunked body ends there too), {@code body_malformed}, {@code
 * body_invalid}.
 */
final class JsonBodies extends JacksonJsonHttpMessageConverter {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final JsonMapper json;
    private final BodyBinding binding;

    JsonBodies(JsonMapper json, BodyBinding binding) {
        super(json);
        this.json = json;
        this.binding = binding;
    }

    @Override
    public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
        return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(mediaType);
    }

    @Override
    public Object read(ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
            throws IOException {
        JavaType target = json.constructType(type.getType());
        return binding.bind(parse(text(message.getBody())), target);
    }

    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(StrictJson.MAX_BODY_BYTES + 1);
        if (bytes.length > StrictJson.MAX_BODY_BYTES) {
            throw Refusal.of(ProblemCode.BODY_TOO_LARGE);
        }
        try {
            // a fresh decoder reports what is not UTF-8; a String constructor would put U+FFFD in its place
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("", "not_utf8", "The body is not UTF-8.");
        }
    }

    private JsonNode parse(String text) {
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw malformed("", "byte_order_mark", "The body starts with a byte order mark.");
        }
        try {
            JsonNode tree = json.readTree(text);
            if (tree.isMissingNode()) {
                throw malformed("", "empty", "The body is empty.");
            }
            return tree;
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            String where =
                    place == null ? "" : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
            throw malformed("", "not_json", "Reading stopped" + where + ".");
        }
    }

    private static Refusal malformed(String pointer, String code, String detail) {
        return Refusal.of(ProblemCode.BODY_MALFORMED, List.of(new FieldFault(pointer, code, detail)));
    }
}
