package io.flowlet.ledger;

/** Gives back all that a hold still holds. Frozen accounts do not stand in its way: no money moves. */
public record ReleaseHold(Hold.Ref hold, Reason reason) implements Command {
    /** Who wants it. */
    public enum Reason {
        /** Whoever placed the hold. */
        VOID,
        /** The time that was set; refused while it has not come. */
        EXPIRY
    }
}
