package io.flowlet.ledger.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.ledger.DailyJournals;
import io.flowlet.ledger.JournalDay;
import io.flowlet.tlog.Hash;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/ledger/journal}. */
@RestController
@RequestMapping("/v1/ledger/journal")
final class JournalController {
    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8;header=present");

    private final DailyJournals journals;
    private final JsonMapper json;

    JournalController(DailyJournals journals, JsonMapper json) {
        this.journals = journals;
        this.json = json;
    }

    /** The same day gives the same bytes: nothing in them says when they were asked for. */
    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, "text/csv"})
    @RequiresScope(value = "ledger:read", staff = "ledger:read")
    ResponseEntity<byte[]> journal(
            Caller caller, HttpServletRequest request, @RequestParam @DateTimeFormat(iso = ISO.DATE) LocalDate on) {
        JournalDay day = journals.of(caller, on).orElseThrow(JournalController::notOver);
        boolean csv = prefersCsv(request);
        JournalView view = JournalView.of(day);
        byte[] body = csv ? view.csv().getBytes(StandardCharsets.UTF_8) : json.writeValueAsBytes(view);
        Hash digest = Hash.sha256(body);
        return ResponseEntity.ok()
                .contentType(csv ? CSV : MediaType.APPLICATION_JSON)
                .eTag("\"" + digest.hex() + "\"")
                .header("Repr-Digest", "sha-256=:" + digest.base64() + ":")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .body(body);
    }

    /** One of the two is acceptable, or the request would not be here. */
    private static boolean prefersCsv(HttpServletRequest request) {
        List<MediaType> accepted = MediaType.parseMediaTypes(request.getHeader(HttpHeaders.ACCEPT));
        MimeTypeUtils.sortBySpecificity(accepted);
        for (MediaType type : accepted) {
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return false;
            }
            if (type.isCompatibleWith(MediaType.valueOf("text/csv"))) {
                return true;
            }
        }
        return false;
    }

    private static Refusal notOver() {
        return Refusal.of(
                ProblemCode.PARAMETER_INVALID,
                List.of(new FieldFault(
                        "on", "day_not_over", "The journal of a day is made once the day (UTC) is over.")));
    }
}
