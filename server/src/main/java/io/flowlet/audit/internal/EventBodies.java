package io.flowlet.audit.internal;

import io.flowlet.actor.Actor;
import io.flowlet.audit.AuditEvent;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.tlog.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Turns an event into the bytes that the log commits to: canonical JSON of schema version {@value #VERSION}.
 *
 * <p>A random nonce of 128 bits stands in every body, so that nobody who sees only the commitment can find the body by guessing. An event
 * must not make its business fail: text that has no UTF-8 form is mended, an integer that not every JSON reader can hold becomes a string.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>
 */
@Component
public final class EventBodies {
    /** Version of the body's members; it changes when a member changes its meaning. */
    public static final int VERSION = 1;

    /** The prefix of an event's public id. */
    public static final String PREFIX = "aud";

    private static final int NONCE_BYTES = 16;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final Uuid7 ids;
    private final SecureRandom random = new SecureRandom();
    private final String appVersion;

    EventBodies(Clock clock, Uuid7 ids) {
        this.clock = clock;
        this.ids = ids;
        this.appVersion = appVersion();
    }

    /** The row of {@code event}, with a new id, nonce and the present time. */
    public EventRow row(AuditEvent event) {
        UUID id = ids.next();
        return new EventRow(event.caller().tenant(), id, CanonicalJson.bytes(members(id, clock.instant(), event)));
    }

    private Map<String, Object> members(UUID id, Instant at, AuditEvent event) {
        Map<String, Object> body = new TreeMap<>();
        body.put("v", VERSION);
        body.put("id", PublicId.format(PREFIX, id));
        body.put("nonce", nonce());
        body.put("at", MICROS.format(at));
        body.put("tenant", event.caller().tenant().value());
        body.put("actor", actor(event.caller().actor()));
        body.put("trace_id", text(event.caller().trace().traceId()));
        body.put("request_id", text(event.caller().trace().requestId()));
        body.put("action", text(event.action()));
        body.put("object", text(event.object()));
        body.put("outcome", event.outcome().code());
        body.put("app_version", appVersion);
        putIfPresent(body, "reason", event.reason());
        putIfPresent(body, "idempotency_key", event.idempotencyKey());
        body.put("details", details(event.details()));
        return body;
    }

    private static Map<String, Object> actor(Actor actor) {
        Map<String, Object> members = new TreeMap<>();
        members.put("kind", actor.kind().name().toLowerCase(Locale.ROOT));
        members.put("principal", actor.principal().toString());
        members.put("name", text(actor.name()));
        members.put("method", text(actor.method()));
        putIfPresent(members, "break_glass", actor.breakGlass());
        return members;
    }

    private static Map<String, Object> details(Map<String, Object> details) {
        Map<String, Object> written = new TreeMap<>();
        details.forEach((member, value) -> written.put(text(member), detail(member, value)));
        return written;
    }

    private static Object detail(String member, Object value) {
        return switch (value) {
            case String string -> text(string);
            case Boolean flag -> flag;
            case Integer number -> number;
            case Long number when Math.abs(number) <= CanonicalJson.MAX_INTEGER && number != Long.MIN_VALUE -> number;
            case Long number -> number.toString();
            default ->
                throw new IllegalArgumentException("detail %s is neither string, integer nor boolean: %s"
                        .formatted(member, value.getClass().getName()));
        };
    }

    private static void putIfPresent(Map<String, Object> body, String member, @Nullable String value) {
        if (value != null) {
            body.put(member, text(value));
        }
    }

    /** {@code text}, with a question mark for each half of a surrogate pair. */
    private static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    private String nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    private static String appVersion() {
        String version = EventBodies.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }
}
