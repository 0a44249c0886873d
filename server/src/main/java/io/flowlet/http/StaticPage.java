package io.flowlet.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Something that is the same for everybody until the next release: compressed once, revalidated by its hash. Immutable. */
final class StaticPage {
    private static final int TAG_BYTES = 16;

    private final byte[] plain;
    private final byte[] compressed;
    private final String tag;
    private final MediaType type;
    private final @Nullable String policy;

    private StaticPage(byte[] plain, MediaType type, @Nullable String policy) {
        this.plain = plain.clone();
        this.compressed = gzip(plain);
        this.tag = tag(plain);
        this.type = type;
        this.policy = policy;
    }

    static StaticPage of(String text, MediaType type) {
        return new StaticPage(text.getBytes(StandardCharsets.UTF_8), type, null);
    }

    /** A page that a browser shows, with its own Content-Security-Policy. */
    static StaticPage html(String text, String policy) {
        return new StaticPage(
                text.getBytes(StandardCharsets.UTF_8),
                new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8),
                policy);
    }

    /** The answer to {@code request}. */
    ResponseEntity<byte[]> answer(HttpServletRequest request, HttpServletResponse response, CacheControl cache) {
        boolean zipped = takesGzip(request.getHeader("Accept-Encoding"));
        // set, not added: the edge has put its own for JSON there
        response.setHeader("Cache-Control", cache.getHeaderValue());
        if (policy != null) {
            response.setHeader("Content-Security-Policy", policy);
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
                .contentType(type)
                .eTag(zipped ? tag + "-gzip" : tag)
                .header("Vary", "Accept-Encoding");
        return zipped ? answer.header("Content-Encoding", "gzip").body(compressed) : answer.body(plain);
    }

    private static boolean takesGzip(@Nullable String accepted) {
        if (accepted == null) {
            return false;
        }
        for (String coding : accepted.split(",", -1)) {
            String plain = coding.replace(" ", "");
            if (plain.equals("gzip") || (plain.startsWith("gzip;q=") && !plain.matches("gzip;q=0(\\.0*)?"))) {
                return true;
            }
        }
        return false;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
