package io.flowlet.client.app;

import io.flowlet.client.pages.Form;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.session.Audience;
import io.flowlet.client.session.Person;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Kys;
import io.flowlet.sdk.Kys.Answer;
import io.flowlet.sdk.Kys.Answers;
import io.flowlet.sdk.Kys.NewConsent;
import io.flowlet.sdk.Kys.Notice;
import io.flowlet.sdk.Kys.OnboardingStatus;
import io.flowlet.sdk.Kys.Question;
import io.flowlet.sdk.Kys.QuestionKind;
import io.flowlet.sdk.Kys.Questionnaire;
import io.flowlet.sdk.Kys.Status;
import io.flowlet.sdk.problem.ConflictProblem;
import io.flowlet.sdk.problem.FieldFault;
import io.flowlet.sdk.problem.ValidationProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The steps from an account to an approved subscriber.
 *
 * <p>The server knows which step is open: each page asks it and leads there when it is another. What a step took is kept by the server at
 * once, so that leaving loses nothing.
 */
public final class OnboardingPages {
    /** Each step of the API has a page of its own. */
    private static final Map<String, String> PATHS = Map.of(
            "notice_and_consent", "/onboarding/consent",
            "identity", "/onboarding/identity",
            "risk_profile", "/onboarding/questions");

    private static final String STATUS = "/onboarding/status";
    private static final int MOST_LOOKS = 60;

    private final Pages pages;
    private final SignedIn signedIn;

    public OnboardingPages(Pages pages, SignedIn signedIn) {
        this.pages = pages;
        this.signedIn = signedIn;
    }

    /** What the consent page shows. */
    public record ConsentView(Stepper stepper, List<Notice> notices, Form form) {}

    /** What the identity page shows. */
    public record IdentityView(Stepper stepper, List<Countries.Country> countries, Form form) {}

    /** What the page of questions shows. */
    public record QuestionsView(Stepper stepper, Questionnaire questionnaire, Form form) {}

    /**
     * What the page about the state of the application shows.
     *
     * @param again where to look again in a moment; empty when there is nothing to wait for
     */
    public record StatusView(Stepper stepper, OnboardingStatus status, String again) {}

    /** {@code GET /onboarding} */
    public ServerResponse resume(ServerRequest request) {
        return Pages.goTo(openStep(kys(request).status()));
    }

    /** Where somebody with {@code status} has to go on. */
    static String openStep(Status status) {
        return status.nextSteps().stream()
                .map(next -> PATHS.get(next.step()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(status.status() == OnboardingStatus.APPROVED ? "/wallet" : STATUS);
    }

    /** {@code GET /onboarding/consent} */
    public ServerResponse consent(ServerRequest request) {
        Status status = kys(request).status();
        return isElsewhere(status, request)
                ? Pages.goTo(openStep(status))
                : pages.show(
                        request,
                        "consent",
                        new ConsentView(Stepper.at(status, 0), kys(request).notices(), Form.empty()));
    }

    /** {@code POST /onboarding/consent} */
    public ServerResponse giveConsent(ServerRequest request) {
        Form form = Form.of(request);
        List<Notice> notices = kys(request).notices();
        for (Notice notice : notices) {
            if (notice.required() && !isAccepted(form, notice)) {
                form.fault("accept." + notice.purpose(), "Tick this box to go on: " + notice.title());
            }
        }
        if (form.isSound()) {
            try {
                notices.stream()
                        .filter(notice -> isAccepted(form, notice))
                        .forEach(notice -> kys(request).consent(NewConsent.to(notice)));
                return Pages.goTo("/onboarding");
            } catch (ConflictProblem conflict) {
                form.fault("", "The text of a notice has changed meanwhile: read it and answer again");
            }
        }
        ConsentView view = new ConsentView(
                Stepper.at(kys(request).status(), 0), kys(request).notices(), form);
        return pages.show(request, HttpStatus.UNPROCESSABLE_CONTENT, "consent", view);
    }

    /** Bound to the text that was on the page: a box ticked under an older text counts for nothing. */
    private static boolean isAccepted(Form form, Notice notice) {
        return form.value("accept." + notice.purpose()).equals(notice.hash());
    }

    /** {@code GET /onboarding/identity} */
    public ServerResponse identity(ServerRequest request) {
        Status status = kys(request).status();
        if (isElsewhere(status, request)) {
            return Pages.goTo(openStep(status));
        }
        Person person = SignedIn.person().orElseThrow();
        Form form = Form.filled(Map.of(
                "given_name", Objects.requireNonNullElse(person.profile().givenName(), ""),
                "family_name", Objects.requireNonNullElse(person.profile().familyName(), "")));
        return pages.show(request, "identity", new IdentityView(Stepper.at(status, 1), Countries.all(), form));
    }

    /** {@code POST /onboarding/identity} */
    public ServerResponse identify(ServerRequest request) {
        Form form = Form.of(request);
        var identity = IdentityForm.read(form);
        if (identity.isPresent()) {
            try {
                kys(request).identify(identity.get());
                return Pages.goTo("/onboarding");
            } catch (ValidationProblem refusal) {
                form.refusedBy(refusal, IdentityForm::field, "These entries could not be used: check them");
            } catch (ConflictProblem conflict) {
                return Pages.goTo("/onboarding");
            }
        }
        IdentityView view = new IdentityView(Stepper.at(kys(request).status(), 1), Countries.all(), form);
        return pages.show(request, HttpStatus.UNPROCESSABLE_CONTENT, "identity", view);
    }

    /** {@code GET /onboarding/questions} */
    public ServerResponse questions(ServerRequest request) {
        Status status = kys(request).status();
        return isElsewhere(status, request)
                ? Pages.goTo(openStep(status))
                : pages.show(
                        request,
                        "questions",
                        new QuestionsView(Stepper.at(status, 2), kys(request).questionnaire(), Form.empty()));
    }

    /** {@code POST /onboarding/questions} */
    public ServerResponse answer(ServerRequest request) {
        Form form = Form.of(request);
        Questionnaire questionnaire = kys(request).questionnaire();
        boolean outdated = !form.value("version").equals(Integer.toString(questionnaire.version()));
        if (outdated) {
            form.fault("", "The questions have changed meanwhile: look through your answers again");
        }
        List<Answer> answers = answers(form, questionnaire);
        if (form.isSound()) {
            try {
                kys(request).riskProfile(new Answers(null, answers, questionnaire.version()));
                return Pages.goTo("/onboarding");
            } catch (ValidationProblem refusal) {
                form.refusedBy(
                        refusal, fault -> field(fault, answers), "These answers do not fit: look through them again");
            } catch (ConflictProblem conflict) {
                return Pages.goTo("/onboarding");
            }
        }
        QuestionsView view = new QuestionsView(Stepper.at(kys(request).status(), 2), questionnaire, form);
        return pages.show(request, HttpStatus.UNPROCESSABLE_CONTENT, "questions", view);
    }

    private static List<Answer> answers(Form form, Questionnaire questionnaire) {
        List<Answer> answers = new ArrayList<>();
        for (Question question : questionnaire.questions()) {
            String name = "q." + question.id();
            List<String> chosen = form.values(name);
            boolean several = question.kind() == QuestionKind.MULTIPLE;
            if (chosen.isEmpty()) {
                form.fault(name, several ? "Choose at least one" : "Choose one");
            } else {
                answers.add(
                        several ? Answer.several(question.id(), chosen) : Answer.one(question.id(), chosen.getFirst()));
            }
        }
        return answers;
    }

    /** {@code /answers/3/answer} is about the fourth answer that was sent. */
    private static String field(FieldFault fault, List<Answer> answers) {
        String[] parts = fault.pointer().split("/", -1);
        for (int i = 0; i + 1 < parts.length; i++) {
            if (parts[i].equals("answers") && parts[i + 1].matches("\\d{1,4}")) {
                int place = Integer.parseInt(parts[i + 1]);
                return place < answers.size() ? "q." + answers.get(place).questionId() : "";
            }
        }
        return "";
    }

    /** {@code GET /onboarding/status}; looks again by itself for a while, where there is script. */
    public ServerResponse status(ServerRequest request) {
        Status status = kys(request).status();
        String next = openStep(status);
        if (!next.equals(STATUS) && status.status() != OnboardingStatus.APPROVED) {
            return Pages.goTo(next);
        }
        int looks = request.param("look")
                .filter(text -> text.matches("\\d{1,2}"))
                .map(Integer::valueOf)
                .orElse(0);
        boolean waiting = status.status() != OnboardingStatus.APPROVED
                && status.status() != OnboardingStatus.REJECTED
                && looks < MOST_LOOKS;
        String again = waiting ? STATUS + "?look=" + (looks + 1) : "";
        return pages.show(request, "status", new StatusView(Stepper.at(status, 3), status.status(), again));
    }

    private static boolean isElsewhere(Status status, ServerRequest request) {
        return status.nextSteps().stream().noneMatch(next -> request.path().equals(PATHS.get(next.step())));
    }

    private Kys kys(ServerRequest request) {
        return signedIn.api(request.servletRequest(), Audience.SUBSCRIBER).kys();
    }
}
