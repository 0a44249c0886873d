package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.http.FieldFault;
import io.flowlet.policies.PolicyBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

class RetentionTests {
    private static final String INITIAL = new RetentionKind().initial();
    private static final String KYC = "Art. 40(1)(a)\", \"months_after_end\": ";

    @Test
    void noNameOfAJurisdictionLeadsBelowTheFloor() {
        for (String name : new String[] {"eu", "europe", "de", "atlantis"}) {
            PolicyBody body = body(INITIAL.replace("\"eu\"", '"' + name + '"').replace(KYC + "60", KYC + "12"));
            Retention.read(1, body);
            assertThat(body.faults()).as(name).extracting(FieldFault::code).containsExactly("below_legal_minimum");
        }
    }

    @Test
    void whatWasPublishedBeforeThereWasAFloorIsHeldToIt() {
        Retention before = Retention.read(1, body(INITIAL.replace(KYC + "60", KYC + "12")));
        assertThat(before.rule(Purpose.KYC_RECORD).monthsAfterEnd()).isEqualTo(60);
        Retention longer = Retention.read(1, body(INITIAL.replace(KYC + "60", KYC + "90")));
        assertThat(longer.rule(Purpose.KYC_RECORD).monthsAfterEnd()).isEqualTo(90);
        assertThat(longer.rule(Purpose.SERVICE).monthsAfterEnd()).isZero();
    }

    private static PolicyBody body(String json) {
        Map<String, @Nullable Object> members = new JsonMapper().readValue(json, new TypeReference<>() {});
        return PolicyBody.of(members);
    }
}
