package io.flowlet.approvals;

import java.time.Instant;
import java.util.List;

/**
 * That somebody looked at what a holder held and said that it is still needed.
 *
 * @param holder {@code usr_…} or {@code cli_…}
 * @param held what that was, sorted
 * @param certifiedBy public name of the person
 */
public record Certification(String holder, List<String> held, String certifiedBy, Instant certifiedAt) {
    public Certification {
        held = List.copyOf(held);
    }
}
