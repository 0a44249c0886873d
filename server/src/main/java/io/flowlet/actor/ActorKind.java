package io.flowlet.actor;

/** What sort of principal acts. */
public enum ActorKind {
    /** An OAuth client of a partner or of the program itself, without a person. */
    CLIENT,
    /** The installation's operator: no tenant data. */
    OPERATOR,
    /** A job or listener of the server. */
    SYSTEM
}
