package io.flowlet.actor;

/** Who acts and in which request: what an audit event and a stored answer need to know, as one value. */
public record Caller(Actor actor, Trace trace) {
    public TenantId tenant() {
        return actor.tenant();
    }
}
