package io.flowlet.policies;

import io.flowlet.http.FieldFault;
import java.util.List;

/** What became of a proposal. */
public sealed interface PublishOutcome {
    /** It is a version now. */
    record Published(PolicyVersion version) implements PublishOutcome {}

    /** No module brings a policy of this name. */
    record UnknownPolicy() implements PublishOutcome {}

    /** It was based on another version than the newest. */
    record Changed() implements PublishOutcome {}

    /** @param faults pointers into the proposal */
    record Refused(List<FieldFault> faults) implements PublishOutcome {}
}
