package io.flowlet.client.console;

import io.flowlet.client.pages.Form;
import io.flowlet.client.pages.NotAnId;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.session.Audience;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.KysCases.KysCase;
import io.flowlet.sdk.KysCases.State;
import io.flowlet.sdk.KysCases.Verdict;
import io.flowlet.sdk.Page;
import io.flowlet.sdk.Screening.Hit;
import io.flowlet.sdk.Subscribers.Subscriber;
import io.flowlet.sdk.problem.ComplianceProblem;
import io.flowlet.sdk.problem.ConflictProblem;
import io.flowlet.sdk.problem.ValidationProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Onboarding cases: those that wait for a person, and one of them with its decision. */
public final class CasePages {
    private static final String QUEUE = "/console/cases";
    private static final int PAGE = 50;

    /** The queues that are offered, the usual one first. */
    public static final List<State> QUEUES =
            List.of(State.REVIEW, State.MORE_INFORMATION, State.APPROVED, State.REJECTED);

    private final Pages pages;
    private final SignedIn signedIn;
    private final InstantSource time;

    public CasePages(Pages pages, SignedIn signedIn, InstantSource time) {
        this.pages = pages;
        this.signedIn = signedIn;
        this.time = time;
    }

    /** What the queue shows. */
    public record QueueView(
            List<KysCase> cases, State state, @Nullable String older, boolean isFirst, Instant now) {}

    /**
     * What a case's page shows.
     *
     * @param overtaken whether somebody else changed it while this person was looking
     */
    public record CaseView(KysCase kase, Subscriber subscriber, List<Hit> hits, boolean overtaken, Form form) {
        public boolean isOpen() {
            return kase.state() == State.REVIEW;
        }
    }

    /** {@code GET /console/cases} */
    public ServerResponse queue(ServerRequest request) {
        State state = request.param("state").flatMap(CasePages::state).orElse(State.REVIEW);
        String cursor = request.param("after").orElse(null);
        Page<KysCase> page = api(request).kysCases().list(state).ofSize(PAGE).after(cursor);
        return pages.show(
                request,
                "console/cases",
                new QueueView(page.data(), state, page.nextCursor(), cursor == null, time.instant()));
    }

    private static Optional<State> state(String text) {
        return QUEUES.stream()
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    /** {@code GET /console/cases/{id}} */
    public ServerResponse look(ServerRequest request) {
        return show(request, HttpStatus.OK, kase(request), false, Form.empty());
    }

    /** {@code POST /console/cases/{id}} */
    public ServerResponse decide(ServerRequest request) {
        KysCase kase = kase(request);
        Form form = Form.of(request);
        Optional<Verdict> verdict = switch (form.value("decision")) {
            case "approve" -> Optional.of(Verdict.APPROVE);
            case "reject" -> Optional.of(Verdict.REJECT);
            case "request_information" -> Optional.of(Verdict.REQUEST_INFORMATION);
            default -> Optional.empty();
        };
        if (verdict.isEmpty()) {
            form.fault("decision", "Choose a decision");
        }
        String reason = Reasons.of(form);
        if (form.isSound() && verdict.isPresent()) {
            try {
                api(request).kysCases().decide(kase.id(), verdict.get(), reason, seen(form));
                return Pages.goTo(QUEUE, request, "Decision recorded.");
            } catch (ComplianceProblem undecided) {
                form.refusedBy(undecided, "decision", "Decide the open screening hits first");
            } catch (ConflictProblem overtaken) {
                return show(request, HttpStatus.CONFLICT, kase(request), true, Form.empty());
            } catch (ValidationProblem refusal) {
                form.refusedBy(refusal, Form::lastOf, "The decision was not taken: check the reason");
            }
        }
        return show(request, HttpStatus.UNPROCESSABLE_CONTENT, kase, false, form);
    }

    /** The version that the person looked at; one that is none is older than any. */
    private static long seen(Form form) {
        String version = form.value("version");
        return version.matches("\\d{1,18}") ? Long.parseLong(version) : 0;
    }

    private ServerResponse show(ServerRequest request, HttpStatus answer, KysCase kase, boolean overtaken, Form form) {
        Flowlet flowlet = api(request);
        Subscriber subscriber = flowlet.subscribers().find(kase.subscriberId());
        List<Hit> hits =
                flowlet.screening().hits(null, kase.subscriberId()).first().data();
        return pages.show(request, answer, "console/case", new CaseView(kase, subscriber, hits, overtaken, form));
    }

    private KysCase kase(ServerRequest request) {
        return api(request).kysCases().find(NotAnId.checked(request.pathVariable("id"), "kys"));
    }

    private Flowlet api(ServerRequest request) {
        return signedIn.api(request.servletRequest(), Audience.STAFF);
    }
}
