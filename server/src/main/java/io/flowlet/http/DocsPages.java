package io.flowlet.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /openapi/flowlet.json}, the API's document, and {@code /docs}, which shows it with Redoc. All of it comes from the class path: the
 * page asks nobody else for anything, and its policy would not let it. Each part is read when it is first asked for.
 */
@RestController
final class DocsPages {
    private static final String REDOC_VERSION = "2.1.4";
    private static final String REDOC =
            "/META-INF/resources/webjars/redoc/" + REDOC_VERSION + "/bundles/redoc.standalone.js";

    /** The one picture that Redoc fetches from elsewhere; an empty one stands in for it. */
    private static final String FOREIGN_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

    private static final String NO_LOGO = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

    /** Redoc writes its styles into the page and searches in a worker that it makes of a blob; nothing else is loosened. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private static final CacheControl REVALIDATED = CacheControl.noCache();
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final MediaType JAVASCRIPT = new MediaType("text", "javascript", StandardCharsets.UTF_8);
    private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);

    private final Supplier<StaticPage> document =
            part(() -> StaticPage.of(read("/io/flowlet/http/flowlet.json"), MediaType.APPLICATION_JSON));
    private final Supplier<StaticPage> page = part(() -> StaticPage.html(read("/io/flowlet/http/docs.html"), POLICY));
    private final Supplier<StaticPage> style = part(() -> StaticPage.of(read("/io/flowlet/http/style.css"), CSS));
    private final Supplier<StaticPage> script =
            part(() -> StaticPage.of(read(REDOC).replace(FOREIGN_LOGO, NO_LOGO), JAVASCRIPT));

    @GetMapping(path = "/openapi/flowlet.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> document(HttpServletRequest request, HttpServletResponse response) {
        return document.get().answer(request, response, REVALIDATED);
    }

    @GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<byte[]> page(HttpServletRequest request, HttpServletResponse response) {
        return page.get().answer(request, response, REVALIDATED);
    }

    @GetMapping(path = "/docs/style.css", produces = "text/css")
    ResponseEntity<byte[]> style(HttpServletRequest request, HttpServletResponse response) {
        return style.get().answer(request, response, REVALIDATED);
    }

    @GetMapping(path = "/docs/redoc-" + REDOC_VERSION + ".js", produces = "text/javascript")
    ResponseEntity<byte[]> script(HttpServletRequest request, HttpServletResponse response) {
        return script.get().answer(request, response, FOR_EVER);
    }

    private static Supplier<StaticPage> part(Supplier<StaticPage> made) {
        return SingletonSupplier.of(made);
    }

    private static String read(String resource) {
        try (InputStream file = DocsPages.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new FileNotFoundException(resource);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
