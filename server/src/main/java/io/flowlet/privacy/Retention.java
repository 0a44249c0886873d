package io.flowlet.privacy;

import io.flowlet.actor.Purpose;
import io.flowlet.policies.PolicyBody;
import io.flowlet.policies.PolicyVersion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The policy {@code retention}: a rule for each purpose, as the tenant's jurisdiction has it. Immutable.
 *
 * @param version of the policy; 0 for a tenant that was opened before there was one
 * @param jurisdiction whose rules these are
 */
public record Retention(int version, String jurisdiction, List<PurposeRule> rules) {
    /** Erased at once, whatever a policy would like: nothing but the running service ever needed it. */
    private static final Set<Purpose> AT_ONCE = EnumSet.of(Purpose.SERVICE, Purpose.CONSENT);

    private static final int LONGEST_MONTHS = 1_200;

    /**
     * Months below which a policy breaks the law wherever it is: FATF Recommendation 11, in the EU Directive (EU) 2015/849 Art. 40(1). So no name
     * that a tenant gives its jurisdiction leads below them.
     *
     * @see <a href="https://www.fatf-gafi.org/en/publications/Fatfrecommendations/Fatf-recommendations.html">FATF Recommendations, 11</a>
     */
    private static final Map<Purpose, Integer> LEAST_MONTHS = Map.of(Purpose.KYC_RECORD, 60, Purpose.REPORT_RECORD, 60);

    /**
     * And beyond, by the codes that every tenant begins with: 31 CFR 1020.220(a)(3)(ii), 501.601, 1020.320(d), 26 CFR 1.6001-1(e). A tenant that
     * writes the rules of another jurisdiction knows its law.
     */
    private static final Map<String, Map<Purpose, Integer>> LEAST_MONTHS_THERE = Map.of(
            "us",
            Map.of(
                    Purpose.KYC_RECORD, 60,
                    Purpose.SANCTIONS_RECORD, 120,
                    Purpose.REPORT_RECORD, 60,
                    Purpose.TAX, 84));

    public Retention {
        rules = List.copyOf(rules);
    }

    /** The rules that a published version holds, none of them shorter than the law wants. */
    static Retention of(PolicyVersion version) {
        return read(version.version(), PolicyBody.of(version.members()));
    }

    public PurposeRule rule(Purpose purpose) {
        return rules.stream()
                .filter(rule -> rule.purpose() == purpose)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a policy without a rule for " + purpose.code()));
    }

    /** Reads a body and leaves its faults in it. */
    static Retention read(int version, PolicyBody body) {
        String jurisdiction = body.id("jurisdiction");
        List<PurposeRule> chosen = List.of();
        List<String> seen = new ArrayList<>();
        for (PolicyBody each : body.objects("jurisdictions", 1, 50)) {
            String code = each.id("code");
            if (seen.contains(code)) {
                each.fault("code", "duplicate_jurisdiction", "A jurisdiction has one set of rules.");
            }
            seen.add(code);
            List<PurposeRule> rules = rules(each, LEAST_MONTHS_THERE.getOrDefault(code, LEAST_MONTHS));
            chosen = code.equals(jurisdiction) ? rules : chosen;
        }
        if (!seen.contains(jurisdiction)) {
            body.fault("jurisdiction", "unknown_jurisdiction", "This is the code of one of the jurisdictions.");
        }
        return new Retention(version, jurisdiction, chosen);
    }

    private static List<PurposeRule> rules(PolicyBody jurisdiction, Map<Purpose, Integer> leastMonths) {
        List<PurposeRule> rules = new ArrayList<>();
        Set<Purpose> missing = EnumSet.allOf(Purpose.class);
        for (PolicyBody rule : jurisdiction.objects("purposes", 1, Purpose.values().length)) {
            Purpose purpose = rule.oneOf("purpose", PolicyBody.all(Purpose.class));
            int months = rule.number("months_after_end", 0, LONGEST_MONTHS);
            if (!missing.remove(purpose)) {
                rule.fault("purpose", "duplicate_purpose", "A purpose has one rule.");
            }
            if (AT_ONCE.contains(purpose) && months > 0) {
                rule.fault("months_after_end", "not_kept", "Nothing is kept for this purpose after the end: 0.");
            }
            LegalBasis basis = rule.oneOf("legal_basis", PolicyBody.all(LegalBasis.class));
            int least = leastMonths.getOrDefault(purpose, basis == LegalBasis.LEGAL_OBLIGATION ? 1 : 0);
            if (months < least) {
                rule.fault(
                        "months_after_end",
                        "below_legal_minimum",
                        "The law wants this kept for %d months or more.".formatted(least));
            }
            // what was published before the law was looked at is held to it all the same
            rules.add(new PurposeRule(purpose, basis, rule.text("law", 200), Math.max(months, least)));
        }
        if (!missing.isEmpty()) {
            jurisdiction.fault("purposes", "missing_purpose", "Every purpose has a rule: " + codes(missing) + ".");
        }
        return rules;
    }

    private static String codes(Set<Purpose> purposes) {
        return String.join(", ", purposes.stream().map(Purpose::code).toList());
    }
}
