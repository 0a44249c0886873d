package io.flowlet.client.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The few files that are the same for everybody, kept in memory. A page names them with their hash, so that browsers may keep them for a
 * year.
 */
public final class StaticFiles {
    private static final String FOLDER = "/io/flowlet/client/static/";
    private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";
    private static final MediaType SCRIPT = MediaType.valueOf("text/javascript;charset=UTF-8");
    private static final MediaType STYLE = MediaType.valueOf("text/css;charset=UTF-8");
    private static final MediaType SVG = MediaType.valueOf("image/svg+xml");
    private static final MediaType MANIFEST = MediaType.valueOf("application/manifest+json");
    private static final int HASH_CHARS = 16;

    private final Map<String, StaticFile> files = new TreeMap<>();

    public StaticFiles() {
        add("flowlet.css", STYLE);
        add("flowlet.js", SCRIPT);
        add("service-worker.js", SCRIPT);
        add("manifest.webmanifest", MANIFEST);
        add("mark.svg", SVG);
        add("icon-192.png", MediaType.IMAGE_PNG);
        add("icon-512.png", MediaType.IMAGE_PNG);
        add("icon-maskable-512.png", MediaType.IMAGE_PNG);
        files.put("htmx.js", StaticFile.read(HTMX, SCRIPT));
    }

    private record StaticFile(byte[] content, MediaType type, String hash) {
        static StaticFile read(String resource, MediaType type) {
            try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
                byte[] content = Objects.requireNonNull(in, resource).readAllBytes();
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
                return new StaticFile(
                        content, type, HexFormat.of().formatHex(hash).substring(0, HASH_CHARS));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    private void add(String name, MediaType type) {
        files.put(name, StaticFile.read(FOLDER + name, type));
    }

    /** Where a page finds the file {@code name}. */
    public String address(String name) {
        return "/assets/" + name + "?v="
                + Objects.requireNonNull(files.get(name), name).hash();
    }

    /** {@code /assets/{name}} */
    public ServerResponse asset(ServerRequest request) {
        StaticFile file = files.get(request.pathVariable("name"));
        if (file == null) {
            return ServerResponse.notFound().build();
        }
        // only the address with the right hash may be kept: another one comes from a page of another version
        boolean exact = request.param("v").filter(file.hash()::equals).isPresent();
        CacheControl cache =
                exact ? CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable() : CacheControl.noCache();
        return ServerResponse.ok().contentType(file.type()).cacheControl(cache).body(file.content());
    }

    /** A file at the root, which keeps its name from version to version. */
    public ServerResponse named(String name) {
        StaticFile file = Objects.requireNonNull(files.get(name), name);
        return ServerResponse.ok()
                .contentType(file.type())
                .cacheControl(CacheControl.noCache())
                .body(file.content());
    }
}
