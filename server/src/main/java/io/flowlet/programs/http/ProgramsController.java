package io.flowlet.programs.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.IdempotencyRow;
import io.flowlet.http.IdempotencyStore;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.NewProgram;
import io.flowlet.programs.ProgramId;
import io.flowlet.programs.Programs;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/programs}: for operators of the platform. */
@RestController
@RequestMapping("/v1/programs")
final class ProgramsController {
    private static final String USUAL_TIME_ZONE = "UTC";

    private final Programs programs;
    private final Idempotency idempotency;
    private final IdempotencyStore store;
    private final Answers answers;

    ProgramsController(Programs programs, Idempotency idempotency, IdempotencyStore store, Answers answers) {
        this.programs = programs;
        this.idempotency = idempotency;
        this.store = store;
        this.answers = answers;
    }

    record Creation(
            @NotBlank @Size(max = 100) String name,
            @Size(max = 64) @Nullable String timeZone) {}

    @PostMapping
    @RequiresScope("programs:write")
    ResponseEntity<String> create(Caller caller, HttpServletRequest request, @Valid @RequestBody Creation body) {
        CreateProgram asked = new CreateProgram(body.name(), zone(body.timeZone()));
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.alone(
                key, () -> idempotency.before(key).orElseGet(() -> create(caller, asked, key))));
    }

    @GetMapping
    @RequiresScope("programs:read")
    Page<ProgramView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return programs.list(caller, Paging.of(cursor, limit)).map(ProgramView::of);
    }

    @GetMapping("/{id}")
    @RequiresScope("programs:read")
    ProgramView find(Caller caller, @PathVariable ProgramId id) {
        return programs.find(caller, id).map(ProgramView::of).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    private OnceOutcome create(Caller caller, CreateProgram asked, IdempotencyKey key) {
        try {
            // the key's row belongs into the transaction that publishes the program, the last of three
            NewProgram made = programs.create(asked, caller, program -> {
                store.write(Set.of(replayOf(program, key)));
                return program;
            });
            return new OnceOutcome.Fresh(answers.created(CreatedProgramView.of(made)));
        } catch (DuplicateKeyException e) {
            // another instance was faster: its row is visible now
            return idempotency.before(key).orElseThrow(() -> e);
        }
    }

    private IdempotencyRow replayOf(NewProgram program, IdempotencyKey key) {
        return new IdempotencyRow(key, answers.created(CreatedProgramView.ofReplay(program)), false);
    }

    private static ZoneId zone(@Nullable String name) {
        if (name == null) {
            return ZoneId.of(USUAL_TIME_ZONE);
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            var fault = new FieldFault("/time_zone", "unknown_time_zone", "Name a zone of the IANA database.");
            throw Refusal.of(ProblemCode.BODY_INVALID, List.of(fault));
        }
        return ZoneId.of(name);
    }
}
