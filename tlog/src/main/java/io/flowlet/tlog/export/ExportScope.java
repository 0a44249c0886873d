package io.flowlet.tlog.export;

/**
 * Whose bodies an export holds. Entries, tiles and checkpoints are always those of the whole log: they reveal nothing.
 *
 * @param everyBody whether every entry has its body here
 * @param tenant whose bodies were selected, empty when it is not the selection of one tenant
 */
public record ExportScope(boolean everyBody, String tenant) {
    public ExportScope {
        if (everyBody && !tenant.isEmpty()) {
            throw new IllegalArgumentException("every body is not the selection of a tenant");
        }
    }

    /** The bodies of all entries. */
    public static ExportScope all() {
        return new ExportScope(true, "");
    }

    /** The bodies of one tenant. */
    public static ExportScope ofTenant(String tenant) {
        return new ExportScope(false, tenant);
    }

    /** Some bodies, such as those of a period, or what is left after old partitions were detached. */
    public static ExportScope selection() {
        return new ExportScope(false, "");
    }
}
