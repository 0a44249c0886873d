package io.flowlet.identity;

/** What came of ending a client. */
public sealed interface ClientRevocation {
    /** It works no more. */
    record Revoked(Client client) implements ClientRevocation {}

    /** The caller's tenant has none of this id. */
    record NoSuchClient() implements ClientRevocation {}

    /** Staff signs in by no other one: nothing was changed. */
    record LastForStaff() implements ClientRevocation {}
}
