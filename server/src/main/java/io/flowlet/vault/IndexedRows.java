package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import java.util.Collection;
import java.util.UUID;

/**
 * Which blind indexes the implementing class keeps as rows, and how what has one of an older version gets one of the newest. Each table of such
 * rows is named by one such bean: an index of another table would find nothing once the older versions are gone, so a test compares all of them
 * with the database.
 */
public interface IndexedRows {
    IndexTable table();

    /**
     * Gives each of these an index of every version of the tenant's secret that it lacks; inside the open transaction of the tenant. Leaves out
     * what was removed meanwhile and what does not open.
     */
    void index(TenantId tenant, Collection<UUID> ids);
}
