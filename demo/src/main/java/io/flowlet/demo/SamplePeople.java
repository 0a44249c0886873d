package io.flowlet.demo;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.cli.FlowletServer;
import io.flowlet.identity.AccountOutcome;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.StaffRole;
import io.flowlet.onboarding.ConsentOutcome;
import io.flowlet.onboarding.Consents;
import io.flowlet.onboarding.DeclaredIdentity;
import io.flowlet.onboarding.GiveConsent;
import io.flowlet.onboarding.GivenAnswer;
import io.flowlet.onboarding.IdentityOutcome;
import io.flowlet.onboarding.Notice;
import io.flowlet.onboarding.Onboarding;
import io.flowlet.onboarding.Questionnaire;
import io.flowlet.onboarding.RiskProfileOutcome;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.springframework.context.ApplicationContext;

/** Makes people of the sample program through the facades that requests go through: nobody is approved without having been onboarded. */
final class SamplePeople {
    private static final DeclaredIdentity.Address HOME =
            new DeclaredIdentity.Address("Hafenstr. 1", null, "Hamburg", "20459", "DE");

    private final ApplicationContext server;
    private final Actor actor;

    /** @param actor a client of the tenant whose people they will be */
    SamplePeople(ApplicationContext server, Actor actor) {
        this.server = server;
        this.actor = actor;
    }

    /** A subscriber who took every step; approved, unless the watchlists know somebody of this name. */
    SubscriberId onboarded(String given, String family, String email, LocalDate birthOn) {
        Subscriber.PersonName name = new Subscriber.PersonName(given, family);
        SubscriberId subscriber = server.getBean(Subscribers.class)
                .register(caller(), new RegisterSubscriber(name, email))
                .id();
        Consents consents = server.getBean(Consents.class);
        for (Notice notice : consents.notices(actor.tenant())) {
            if (notice.required()) {
                require(
                        consents.give(
                                caller(),
                                new GiveConsent(
                                        subscriber,
                                        notice.purpose(),
                                        notice.version(),
                                        notice.hash(),
                                        notice.language())),
                        ConsentOutcome.Recorded.class);
            }
        }
        Onboarding onboarding = server.getBean(Onboarding.class);
        DeclaredIdentity identity = new DeclaredIdentity(given, family, birthOn, "DE", "DE", HOME, null, null);
        require(onboarding.declareIdentity(caller(), subscriber, identity), IdentityOutcome.Declared.class);
        List<GivenAnswer> answers = onboarding.questionnaire(actor.tenant()).questions().stream()
                .map(SamplePeople::answer)
                .toList();
        require(
                onboarding.completeRiskProfile(caller(), subscriber, answers, null),
                RiskProfileOutcome.Completed.class);
        return subscriber;
    }

    /** Lets a subscriber sign in. */
    void account(SubscriberId subscriber, String email, String password) {
        require(
                server.getBean(Accounts.class)
                        .createSubscriber(caller(), actor.tenant(), subscriber.value(), email, password),
                AccountOutcome.Created.class);
    }

    /** Somebody who works for the program. */
    void staff(String email, Set<StaffRole> roles, String password) {
        require(
                server.getBean(Accounts.class).createStaff(caller(), actor.tenant(), email, roles, password),
                AccountOutcome.Created.class);
    }

    private static GivenAnswer answer(Questionnaire.Question question) {
        return new GivenAnswer(
                question.id(), List.of(question.options().getFirst().id()));
    }

    private static void require(Object outcome, Class<?> expected) {
        if (!expected.isInstance(outcome)) {
            throw new IllegalStateException("the sample program could not be made: " + outcome);
        }
    }

    private Caller caller() {
        return FlowletServer.callerAs(actor, server);
    }
}
