package io.flowlet.client.console;

import io.flowlet.client.pages.Form;
import io.flowlet.client.pages.NotAnId;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.session.Audience;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Page;
import io.flowlet.sdk.Screening;
import io.flowlet.sdk.Screening.Hit;
import io.flowlet.sdk.Screening.HitStatus;
import io.flowlet.sdk.Screening.Verdict;
import io.flowlet.sdk.problem.ConflictProblem;
import io.flowlet.sdk.problem.ValidationProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Screening hits: the queue, and one beside the person it may be. */
public final class HitPages {
    private static final String QUEUE = "/console/hits";
    private static final int PAGE = 50;

    private final Pages pages;
    private final SignedIn signedIn;
    private final InstantSource time;

    public HitPages(Pages pages, SignedIn signedIn, InstantSource time) {
        this.pages = pages;
        this.signedIn = signedIn;
        this.time = time;
    }

    /** What the queue shows. */
    public record QueueView(
            List<Hit> hits, HitStatus status, @Nullable String older, boolean isFirst, Instant now) {}

    /**
     * What a hit's page shows.
     *
     * @param overtaken whether somebody else decided while this person was looking
     */
    public record HitView(Hit hit, boolean overtaken, Form form) {
        public boolean isOpen() {
            return hit.status() == HitStatus.OPEN;
        }
    }

    /** {@code GET /console/hits} */
    public ServerResponse queue(ServerRequest request) {
        HitStatus status = request.param("status").flatMap(HitPages::status).orElse(HitStatus.OPEN);
        String cursor = request.param("after").orElse(null);
        Page<Hit> page = screening(request).hits(status, null).ofSize(PAGE).after(cursor);
        return pages.show(
                request,
                "console/hits",
                new QueueView(page.data(), status, page.nextCursor(), cursor == null, time.instant()));
    }

    private static Optional<HitStatus> status(String text) {
        return switch (text) {
            case "open" -> Optional.of(HitStatus.OPEN);
            case "cleared" -> Optional.of(HitStatus.CLEARED);
            case "confirmed" -> Optional.of(HitStatus.CONFIRMED);
            default -> Optional.empty();
        };
    }

    /** {@code GET /console/hits/{id}} */
    public ServerResponse compare(ServerRequest request) {
        return show(request, HttpStatus.OK, hit(request), false, Form.empty());
    }

    /** {@code POST /console/hits/{id}} */
    public ServerResponse decide(ServerRequest request) {
        Hit hit = hit(request);
        Form form = Form.of(request);
        Optional<Verdict> verdict = switch (form.value("decision")) {
            case "clear" -> Optional.of(Verdict.CLEAR);
            case "confirm" -> Optional.of(Verdict.CONFIRM);
            default -> Optional.empty();
        };
        if (verdict.isEmpty()) {
            form.fault("decision", "Choose a decision");
        }
        String reason = Reasons.of(form);
        if (form.isSound() && verdict.isPresent()) {
            try {
                Hit decided = screening(request).decide(Objects.requireNonNull(hit.id()), verdict.get(), reason);
                return Pages.goTo(QUEUE, request, done(decided, verdict.get()));
            } catch (ConflictProblem overtaken) {
                return show(request, HttpStatus.CONFLICT, hit(request), true, Form.empty());
            } catch (ValidationProblem refusal) {
                form.refusedBy(refusal, Form::lastOf, "The decision was not taken: check the reason");
            }
        }
        return show(request, HttpStatus.UNPROCESSABLE_CONTENT, hit, false, form);
    }

    private static String done(Hit decided, Verdict verdict) {
        if (decided.approvalId() != null) {
            return "An officer was asked to agree: the hit is open until then.";
        }
        return verdict == Verdict.CLEAR ? "Hit cleared." : "Hit confirmed.";
    }

    private ServerResponse show(ServerRequest request, HttpStatus answer, Hit hit, boolean overtaken, Form form) {
        return pages.show(request, answer, "console/hit", new HitView(hit, overtaken, form));
    }

    private Hit hit(ServerRequest request) {
        return screening(request).hit(NotAnId.checked(request.pathVariable("id"), "hit"));
    }

    private Screening screening(ServerRequest request) {
        return signedIn.api(request.servletRequest(), Audience.STAFF).screening();
    }
}
