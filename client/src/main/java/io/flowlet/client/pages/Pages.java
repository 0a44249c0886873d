package io.flowlet.client.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.BreakGlassMark;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Makes answers out of templates. A page is whole before its first byte leaves, so that a failure never comes out as half of one. */
public final class Pages {
    private static final String NOTE = "flowlet.note";
    private static final MediaType HTML = MediaType.valueOf("text/html;charset=UTF-8");

    private final StaticFiles files;
    private final InstantSource time;
    private final TemplateEngine templates;

    public Pages(StaticFiles files, InstantSource time) {
        this.files = files;
        this.time = time;
        this.templates = TemplateEngine.createPrecompiled(null, ContentType.Html, null, "io.flowlet.client.templates");
    }

    public ServerResponse show(ServerRequest request, String template, Object view) {
        return show(request, HttpStatus.OK, template, view);
    }

    /** @param view what the template takes besides the frame */
    public ServerResponse show(ServerRequest request, HttpStatus status, String template, Object view) {
        StringOutput out = new StringOutput();
        templates.render(
                template + ".jte", Map.of("page", frame(request.servletRequest(), request.path()), "view", view), out);
        return ServerResponse.status(status).contentType(HTML).body(out.toString());
    }

    /** The page is elsewhere: after every form that did something, so that reloading does not do it again. */
    public static ServerResponse goTo(String path) {
        return ServerResponse.status(HttpStatus.SEE_OTHER)
                .location(URI.create(path))
                .build();
    }

    /** As {@link #goTo(String)}, with a sentence that the next page shows once. */
    public static ServerResponse goTo(String path, ServerRequest request, String note) {
        request.servletRequest().getSession().setAttribute(NOTE, note);
        return goTo(path);
    }

    private Page frame(HttpServletRequest request, String path) {
        return new Page(
                path,
                files,
                SignedIn.person().orElse(null),
                note(request),
                SignedIn.breakGlass(request)
                        .map(BreakGlassMark::until)
                        .filter(until -> until.isAfter(time.instant()))
                        .orElse(null),
                () -> request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token ? token : null);
    }

    private static @Nullable String note(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(NOTE) instanceof String note)) {
            return null;
        }
        session.removeAttribute(NOTE);
        return note;
    }
}
