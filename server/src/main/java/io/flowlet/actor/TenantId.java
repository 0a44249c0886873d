package io.flowlet.actor;

/**
 * The internal number of a tenant: positive, or {@link #PLATFORM} for what belongs to the installation itself.
 *
 * <p>Narrow on purpose: it stands first in every key of every tenant table. Outside it is shown as {@code ten_…}.
 */
public record TenantId(int value) {
    /** Owner of platform events; no customer's row carries it. */
    public static final TenantId PLATFORM = new TenantId(0);

    public TenantId {
        if (value < 0) {
            throw new IllegalArgumentException("a tenant id is not negative: " + value);
        }
    }

    public boolean isPlatform() {
        return value == 0;
    }
}
