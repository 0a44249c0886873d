package io.flowlet.actor;

/** What sort of principal acts. */
public enum ActorKind {
    /** An OAuth client of a partner or of the program itself, without a person. */
    CLIENT,
    /** A person whom the program serves, signed in; the principal is the subscriber's own id. */
    SUBSCRIBER,
    /** A person who works for the program, signed in. */
    STAFF,
    /** The installation's operator: no tenant data. */
    OPERATOR,
    /** A job or listener of the server. */
    SYSTEM
}
