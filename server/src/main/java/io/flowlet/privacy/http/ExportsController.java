package io.flowlet.privacy.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.privacy.Export;
import io.flowlet.privacy.ExportId;
import io.flowlet.privacy.Exports;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/subscribers/{id}/exports} for staff and clients, {@code /v1/me/exports} for the subscriber itself. */
@RestController
final class ExportsController {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final Exports exports;
    private final Idempotency idempotency;
    private final Answers answers;
    private final JsonMapper json;

    ExportsController(Exports exports, Idempotency idempotency, Answers answers, JsonMapper json) {
        this.exports = exports;
        this.idempotency = idempotency;
        this.answers = answers;
        this.json = json;
    }

    record ExportView(ExportId id, SubscriberId subscriberId, Instant madeAt, Instant expiresAt) {
        static ExportView of(Export export) {
            return new ExportView(export.id(), export.subscriber(), export.madeAt(), export.expiresAt());
        }
    }

    record ExportPurposeView(String purpose, String legalBasis, String law, int monthsAfterEnd) {}

    /** @param sections what each module holds; a section without anything is left out */
    record ExportDocument(
            String schema,
            SubscriberId subscriberId,
            Instant madeAt,
            String jurisdiction,
            List<ExportPurposeView> purposes,
            Map<String, @Nullable Object> sections) {
        @Override
        public String toString() {
            return "ExportDocument[" + subscriberId + "]";
        }
    }

    @PostMapping("/v1/subscribers/{id}/exports")
    @RequiresScope(value = "privacy:export", staff = "privacy:export")
    ResponseEntity<String> make(Caller caller, HttpServletRequest request, @PathVariable SubscriberId id) {
        return made(caller, request, id);
    }

    @GetMapping("/v1/subscribers/{id}/exports/{export}")
    @RequiresScope(value = "privacy:export", staff = "privacy:export")
    ResponseEntity<ExportDocument> read(Caller caller, @PathVariable SubscriberId id, @PathVariable ExportId export) {
        return machine(export, content(caller, id, export));
    }

    @GetMapping("/v1/subscribers/{id}/exports/{export}/page")
    @RequiresScope(value = "privacy:export", staff = "privacy:export")
    ResponseEntity<byte[]> page(Caller caller, @PathVariable SubscriberId id, @PathVariable ExportId export) {
        return human(export, content(caller, id, export));
    }

    @PostMapping("/v1/me/exports")
    @RequiresScope(subscriber = "profile:read")
    ResponseEntity<String> makeOwn(Caller caller, HttpServletRequest request) {
        return made(caller, request, self(caller));
    }

    @GetMapping("/v1/me/exports/{export}")
    @RequiresScope(subscriber = "profile:read")
    ResponseEntity<ExportDocument> readOwn(Caller caller, @PathVariable ExportId export) {
        return machine(export, content(caller, self(caller), export));
    }

    @GetMapping("/v1/me/exports/{export}/page")
    @RequiresScope(subscriber = "profile:read")
    ResponseEntity<byte[]> pageOwn(Caller caller, @PathVariable ExportId export) {
        return human(export, content(caller, self(caller), export));
    }

    static SubscriberId self(Caller caller) {
        return SubscriberId.of(caller).orElseThrow(() -> Refusal.of(ProblemCode.AUDIENCE_NOT_ALLOWED));
    }

    private ResponseEntity<String> made(Caller caller, HttpServletRequest request, SubscriberId subscriber) {
        IdempotencyKey key = idempotency.keyOfCanonical(caller, request, "");
        return answers.respond(idempotency.once(key, () -> {
            Export export = exports.make(caller, subscriber).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
            return Idempotency.Effect.of(answers.created(ExportView.of(export)));
        }));
    }

    private byte[] content(Caller caller, SubscriberId subscriber, ExportId id) {
        return exports.read(caller, subscriber, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    private ResponseEntity<ExportDocument> machine(ExportId id, byte[] content) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(id, "json"))
                .body(json.readValue(content, ExportDocument.class));
    }

    private ResponseEntity<byte[]> human(ExportId id, byte[] content) {
        byte[] page = ReadablePage.of(json.readTree(content)).getBytes(StandardCharsets.UTF_8);
        return ResponseEntity.ok()
                .contentType(HTML)
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(id, "html"))
                .body(page);
    }

    /** Saved, not shown: a page of the API's own origin should not run in a browser's tab. */
    private static String attachment(ExportId id, String ending) {
        return ContentDisposition.attachment()
                .filename(id + "." + ending)
                .build()
                .toString();
    }
}
