package io.flowlet.approvals;

import io.flowlet.actor.Caller;

/**
 * A request that everybody who was needed agreed to.
 *
 * @param self the server, which carries it out
 */
public record Agreed(Caller self, Approval approval) {
    @Override
    public String toString() {
        return "Agreed[" + approval.id() + "]";
    }
}
