package io.flowlet.onboarding.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.onboarding.CaseDecision;
import io.flowlet.onboarding.CaseState;
import io.flowlet.onboarding.Consent;
import io.flowlet.onboarding.DeclaredIdentity;
import io.flowlet.onboarding.RiskProfile;
import io.flowlet.subscribers.ErasureObstacle;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What onboarding holds of a subscriber: told but for what staff wrote, kept as a know-your-customer record. */
@Component
final class KysRecords implements SubjectRecords {
    private final CaseRows cases;
    private final IdentityRows identities;
    private final RiskProfileRows profiles;
    private final ConsentRows consents;

    KysRecords(CaseRows cases, IdentityRows identities, RiskProfileRows profiles, ConsentRows consents) {
        this.cases = cases;
        this.identities = identities;
        this.profiles = profiles;
        this.consents = consents;
    }

    @Override
    public String section() {
        return "onboarding";
    }

    @Override
    public Set<String> toldColumns() {
        return Set.of("onboarding.declared_identity.content", "onboarding.risk_profile.content");
    }

    @Override
    public Map<String, String> withheldColumns() {
        return Map.of(
                "onboarding.decision.reason",
                "Directive (EU) 2015/849 Art. 39 and GDPR Art. 23: it may say what screening found");
    }

    @Override
    public Map<String, @Nullable Object> told(TenantId tenant, SubscriberId subscriber) {
        Map<String, @Nullable Object> told = records(tenant, subscriber);
        List<Map<String, @Nullable Object>> given = consents.of(tenant, subscriber).stream()
                .map(KysRecords::consent)
                .toList();
        if (!given.isEmpty()) {
            told.put("consents", given);
        }
        return told;
    }

    @Override
    public Set<Purpose> keptFor(TenantId tenant, SubscriberId subscriber) {
        return identities.isDeclared(tenant, subscriber) ? Set.of(Purpose.KYC_RECORD) : Set.of();
    }

    @Override
    public Map<String, @Nullable Object> kept(TenantId tenant, SubscriberId subscriber, Purpose purpose) {
        if (purpose != Purpose.KYC_RECORD) {
            return Map.of();
        }
        Map<String, @Nullable Object> kept = records(tenant, subscriber);
        kept.put(
                "decisions",
                cases.decisions(tenant, subscriber).stream()
                        .map(KysRecords::decision)
                        .toList());
        kept.put(
                "consents",
                consents.of(tenant, subscriber).stream()
                        .map(KysRecords::consent)
                        .toList());
        return kept;
    }

    @Override
    public List<ErasureObstacle> obstacles(TenantId tenant, SubscriberId subscriber) {
        boolean waits = cases.of(tenant, subscriber)
                .filter(found -> found.state() == CaseState.REVIEW)
                .isPresent();
        return waits
                ? List.of(new ErasureObstacle(
                        "case_in_review", "The case waits for a decision: POST /v1/kys/cases/{id}/decisions.", false))
                : List.of();
    }

    @Override
    public void erase(Caller caller, SubscriberId subscriber, Instant at) {
        cases.end(caller.tenant(), subscriber, at);
    }

    private Map<String, @Nullable Object> records(TenantId tenant, SubscriberId subscriber) {
        Map<String, @Nullable Object> records = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> declared = identities.all(tenant, subscriber).stream()
                .map(KysRecords::identity)
                .toList();
        List<Map<String, @Nullable Object>> completed = profiles.of(tenant, subscriber).stream()
                .map(KysRecords::profile)
                .toList();
        if (!declared.isEmpty()) {
            records.put("identities", declared);
        }
        if (!completed.isEmpty()) {
            records.put("risk_profiles", completed);
        }
        return records;
    }

    private static Map<String, @Nullable Object> identity(IdentityRows.Declared declared) {
        DeclaredIdentity identity = declared.identity();
        Map<String, @Nullable Object> address = new LinkedHashMap<>();
        address.put("line1", identity.address().line1());
        address.put("line2", identity.address().line2());
        address.put("city", identity.address().city());
        address.put("postal_code", identity.address().postalCode());
        address.put("country", identity.address().country());
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("given_name", identity.givenName());
        told.put("family_name", identity.familyName());
        told.put("birth_on", identity.birthOn().toString());
        told.put("nationality", identity.nationality());
        told.put("residence_country", identity.residenceCountry());
        told.put("address", address);
        told.put("phone", identity.phone());
        told.put("document", document(identity.document()));
        told.put("declared_at", declared.at());
        return told;
    }

    private static @Nullable Map<String, @Nullable Object> document(DeclaredIdentity.@Nullable Document document) {
        if (document == null) {
            return null;
        }
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("type", document.type().code());
        told.put("number", document.number());
        told.put("issuing_country", document.issuingCountry());
        return told;
    }

    private static Map<String, @Nullable Object> profile(RiskProfile profile) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("answers", profile.answers());
        told.put("risk_level", profile.level().code());
        told.put("reasons", profile.reasons());
        told.put("questionnaire_version", profile.questionnaireVersion());
        told.put("completed_at", profile.completedAt());
        told.put("next_review_at", profile.nextReviewAt());
        return told;
    }

    private static Map<String, @Nullable Object> decision(CaseDecision decision) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("verdict", decision.verdict().code());
        told.put("reason", decision.reason());
        told.put("decided_by", decision.decidedBy());
        told.put("rules_version", decision.rulesVersion());
        told.put("decided_at", decision.decidedAt());
        return told;
    }

    private static Map<String, @Nullable Object> consent(Consent consent) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("purpose", consent.purpose());
        told.put("notice_version", consent.noticeVersion());
        told.put("language", consent.language());
        told.put("legal_basis", consent.legalBasis().code());
        told.put("given_at", consent.givenAt());
        told.put("withdrawn_at", consent.withdrawnAt());
        return told;
    }
}
