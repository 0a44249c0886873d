package io.flowlet.privacy;

import io.flowlet.approvals.Approval;
import io.flowlet.http.ProblemCode;
import io.flowlet.subscribers.ErasureObstacle;
import java.util.List;

/** What comes of asking for an erasure, in order of precedence. */
public sealed interface ErasureOutcome {
    /** The tenant has no such subscriber. */
    record NotFound() implements ErasureOutcome {}

    /**
     * Erased.
     *
     * @param now whether by this call
     */
    record Erased(Erasure erasure, boolean now) implements ErasureOutcome {}

    /** Something has to end first. */
    record Blocked(List<ErasureObstacle> obstacles) implements ErasureOutcome {
        public Blocked {
            obstacles = List.copyOf(obstacles);
        }
    }

    /** It waits for other people. */
    record Requested(Approval approval) implements ErasureOutcome {}

    /** No such request can be made by this caller, or one is open. */
    record Refused(ProblemCode reason) implements ErasureOutcome {}
}
