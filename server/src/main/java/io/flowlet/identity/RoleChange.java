package io.flowlet.identity;

/** What came of giving a member of staff other roles. */
public sealed interface RoleChange {
    /** The account as it is now. */
    record Changed(Account account) implements RoleChange {}

    /** The tenant has no such member of staff, or it is disabled; nothing was done. */
    record NoSuchStaff() implements RoleChange {}

    /** One person may not hold these; nothing was done. */
    record Forbidden(RoleTable.Pair pair) implements RoleChange {}
}
