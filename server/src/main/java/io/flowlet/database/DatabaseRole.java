package io.flowlet.database;

/** The login roles that {@code deploy/postgres/roles.sql} makes. */
public enum DatabaseRole {
    /** Owns schemas and tables; migrations only. */
    OWNER("flowlet_owner"),
    /** Serves requests, under row-level security. */
    APP("flowlet_app"),
    /** Reads events of all tenants and writes the audit tree. */
    SEQUENCER("flowlet_sequencer"),
    /** Reads all tenants, writes nothing: backup, {@code ledger verify}, {@code audit export}. */
    READER("flowlet_reader");

    private final String user;

    DatabaseRole(String user) {
        this.user = user;
    }

    public String user() {
        return user;
    }
}
