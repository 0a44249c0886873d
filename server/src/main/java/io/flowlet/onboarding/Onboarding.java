package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.Uuid7;
import io.flowlet.onboarding.internal.CaseRows;
import io.flowlet.onboarding.internal.IdentityRows;
import io.flowlet.onboarding.internal.RiskProfileRows;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.Screening;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A subscriber's steps. Each can be repeated: with the same content it answers the same and changes nothing, with other content before the
 * decision it replaces what was there, and everything that followed from it is done anew in the same transaction. Steps of one case follow each
 * other, whoever calls. Each act is audited in its own transaction or in the one that is open. Thread-safe.
 */
@Component
public final class Onboarding {
    private final Transactions transactions;
    private final OnboardingPolicies policies;
    private final CaseWork work;
    private final CaseRows cases;
    private final IdentityRows identities;
    private final RiskProfileRows profiles;
    private final Screening screening;
    private final Subscribers subscribers;
    private final AuditLog audit;
    private final MeterRegistry meters;
    private final Uuid7 ids;

    Onboarding(
            Transactions transactions,
            OnboardingPolicies policies,
            CaseWork work,
            CaseRows cases,
            IdentityRows identities,
            RiskProfileRows profiles,
            Screening screening,
            Subscribers subscribers,
            AuditLog audit,
            MeterRegistry meters,
            Uuid7 ids) {
        this.transactions = transactions;
        this.policies = policies;
        this.work = work;
        this.cases = cases;
        this.identities = identities;
        this.profiles = profiles;
        this.screening = screening;
        this.subscribers = subscribers;
        this.audit = audit;
        this.meters = meters;
        this.ids = ids;
    }

    /** Where the subscriber stands; empty if the caller reaches no such subscriber. The read is audited. */
    public Optional<OnboardingStatus> status(Caller caller, SubscriberId subscriber) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            if (!subscriber.isReachedBy(caller) || !subscribers.exists(tenant, subscriber)) {
                return Optional.empty();
            }
            audit.record(AuditEvent.read(caller, "kyc.status", subscriber.toString()));
            return Optional.of(statusOf(tenant, subscriber));
        });
    }

    /** The questions in force. */
    public Questionnaire questionnaire(TenantId tenant) {
        return policies.questionnaire(tenant);
    }

    /** Keeps who the person says to be. Refusals in order of precedence: no such subscriber, out of order, too young. */
    public IdentityOutcome declareIdentity(Caller caller, SubscriberId subscriber, DeclaredIdentity identity) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Optional<KysCase> found = work.openOrLock(caller, subscriber).map(CaseWork.Opened::kysCase);
            if (found.isEmpty()) {
                return new IdentityOutcome.NoSuchSubscriber();
            }
            if (identities.newest(tenant, subscriber).filter(identity::equals).isPresent()) {
                return new IdentityOutcome.Declared(statusOf(tenant, subscriber));
            }
            if (!found.get().progress().takesIdentity()) {
                return new IdentityOutcome.OutOfOrder();
            }
            Rules rules = policies.rules(tenant);
            if (!rules.isOldEnough(identity.birthOn(), LocalDate.ofInstant(work.now(), ZoneOffset.UTC))) {
                return new IdentityOutcome.TooYoung();
            }
            identities.insert(tenant, ids.next(), subscriber, identity, work.now());
            audit.record(AuditEvent.done(caller, "identity.declare", subscriber.toString())
                    .with("rules_version", (long) rules.version()));
            goOn(
                    caller,
                    found.get(),
                    found.get().progress().identityDeclared(),
                    found.get().riskLevel());
            return new IdentityOutcome.Declared(statusOf(tenant, subscriber));
        });
    }

    /**
     * Takes the answers, values them and screens the person. Refusals in order of precedence: no such subscriber, out of order, outdated,
     * answers refused.
     *
     * @param version of the questionnaire that was asked; null for the one in force
     */
    public RiskProfileOutcome completeRiskProfile(
            Caller caller, SubscriberId subscriber, List<GivenAnswer> answers, @Nullable Integer version) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Optional<KysCase> found = work.openOrLock(caller, subscriber).map(CaseWork.Opened::kysCase);
            if (found.isEmpty()) {
                return new RiskProfileOutcome.NoSuchSubscriber();
            }
            Optional<RiskProfile> repeated = profiles.newest(tenant, subscriber)
                    .filter(profile -> version == null || version == profile.questionnaireVersion())
                    .filter(profile -> AnswerSheet.plain(answers)
                            .filter(profile.answers()::equals)
                            .isPresent());
            if (repeated.isPresent()) {
                return new RiskProfileOutcome.Completed(repeated.get());
            }
            if (!found.get().progress().takesRiskProfile()) {
                return new RiskProfileOutcome.OutOfOrder();
            }
            Questionnaire questionnaire = policies.questionnaire(tenant);
            if (version != null && version != questionnaire.version()) {
                return new RiskProfileOutcome.Outdated();
            }
            AnswerSheet sheet = AnswerSheet.of(questionnaire, answers);
            return sheet.faults().isEmpty()
                    ? complete(caller, found.get(), questionnaire, sheet)
                    : new RiskProfileOutcome.AnswersRefused(sheet.faults());
        });
    }

    /** How many of the tenant's stored results differ from what their answers come to now: always none. */
    public long differencesInReplay(TenantId tenant) {
        return transactions.in(
                tenant,
                () -> profiles.all(tenant).stream()
                        .filter(profile -> !Suitability.assess(
                                        policies.questionnaire(tenant, profile.questionnaireVersion())
                                                .filter(asked -> asked.hash().equals(profile.questionnaireHash()))
                                                .orElseThrow(),
                                        profile.answers())
                                .equals(profile.assessment()))
                        .count());
    }

    private RiskProfileOutcome complete(Caller caller, KysCase found, Questionnaire questionnaire, AnswerSheet sheet) {
        TenantId tenant = caller.tenant();
        Suitability.Assessment assessment = Suitability.assess(questionnaire, sheet.answers());
        Instant now = work.now();
        Rules rules = policies.rules(tenant);
        RiskProfile profile = new RiskProfile(
                sheet.answers(),
                assessment,
                questionnaire.version(),
                questionnaire.hash(),
                questionnaire.modelVersion(),
                now,
                rules.nextReview(assessment.level(), now));
        profiles.insert(tenant, ids.next(), found.subscriber(), profile);
        audit.record(AuditEvent.done(
                        caller, "risk_profile.complete", found.subscriber().toString())
                .with("questionnaire_version", (long) questionnaire.version())
                .with("questionnaire_hash", questionnaire.hash())
                .with("model_version", questionnaire.modelVersion())
                .with("rules_version", (long) rules.version()));
        Counter.builder("flowlet.onboarding.risk_profiles")
                .description("Risk profiles completed, committed or not")
                .tag("level", assessment.level().code())
                .register(meters)
                .increment();
        goOn(caller, found, found.progress().riskProfiled(assessment.holds()), assessment.level());
        return new RiskProfileOutcome.Completed(profile);
    }

    /** Writes the case as {@code progress}, after the screening where that follows. */
    private void goOn(Caller caller, KysCase found, CaseProgress progress, @Nullable RiskLevel level) {
        CaseProgress next = progress;
        if (progress.needsScreening()) {
            DeclaredIdentity identity =
                    identities.newest(caller.tenant(), found.subscriber()).orElseThrow();
            next = progress.screened(screening.screen(caller, found.subscriber(), person(identity)));
        }
        work.advance(caller, found, next, level);
    }

    private OnboardingStatus statusOf(TenantId tenant, SubscriberId subscriber) {
        return new OnboardingStatus(
                subscriber,
                cases.of(tenant, subscriber).orElse(null),
                subscribers.kyc(tenant, subscriber).tier());
    }

    private static ScreenedPerson person(DeclaredIdentity identity) {
        return new ScreenedPerson(
                identity.givenName(),
                identity.familyName(),
                identity.birthOn(),
                Set.copyOf(List.of(identity.nationality(), identity.residenceCountry())));
    }
}
