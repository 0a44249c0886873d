package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApprovalSettingsTests {
    @Test
    void onlyTestTenantsDoWithoutUnlessTheSettingSaysOtherwise() {
        ApprovalSettings usual = new ApprovalSettings(Duration.ofMinutes(15), false);
        assertThat(usual.areNeededIn("live")).isTrue();
        assertThat(usual.areNeededIn("test")).isFalse();
        assertThat(usual.areNeededIn("")).as("whatever is not known").isTrue();
        ApprovalSettings strict = new ApprovalSettings(Duration.ofMinutes(15), true);
        assertThat(strict.areNeededIn("test")).isTrue();
    }
}
