package io.flowlet.client.pages;

import io.flowlet.client.session.Audience;
import io.flowlet.client.session.Person;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;

/** What the frame around every page shows. */
public final class Page {
    private final String path;
    private final StaticFiles files;
    private final @Nullable Person person;
    private final @Nullable String note;
    private final @Nullable Instant breakGlassUntil;
    private final Supplier<@Nullable CsrfToken> csrf;

    Page(
            String path,
            StaticFiles files,
            @Nullable Person person,
            @Nullable String note,
            @Nullable Instant breakGlassUntil,
            Supplier<@Nullable CsrfToken> csrf) {
        this.path = path;
        this.files = files;
        this.person = person;
        this.note = note;
        this.breakGlassUntil = breakGlassUntil;
        this.csrf = csrf;
    }

    /** Whether the page is at {@code section} or below, so that its link is the current one. */
    public boolean isAt(String section) {
        return path.equals(section) || path.startsWith(section + "/");
    }

    public String file(String name) {
        return files.address(name);
    }

    public boolean isSignedIn() {
        return person != null;
    }

    public String called() {
        return person == null ? "" : person.called();
    }

    public boolean isTest() {
        return person != null && person.isTest();
    }

    public String signOutPath() {
        return (path.startsWith("/console") ? Audience.STAFF : Audience.SUBSCRIBER).signOutPath();
    }

    /** What the step before has to say, once; empty for nothing. */
    public String note() {
        return note == null ? "" : note;
    }

    /** Until when a break-glass role is on for the person; null for nobody who has one. */
    public @Nullable Instant breakGlassUntil() {
        return breakGlassUntil;
    }

    /** The hidden value of every form. Asking for it begins a session. */
    public String csrfToken() {
        CsrfToken token = csrf.get();
        return token == null ? "" : token.getToken();
    }
}
