/**
 * How the server reaches PostgreSQL: one pool for each role, migrations, and what must be true before anything is served.
 *
 * <p>Invariants: only {@code migrate} connects as the owner; everything else as {@code flowlet_app}, {@code flowlet_sequencer} or
 * {@code flowlet_reader}; start-up refuses a role that could step over row-level security. Entry points: {@link
 * io.flowlet.database.Migrations} and {@link io.flowlet.database.DatabaseGuard}.
 */
@ApplicationModule(allowedDependencies = {"settings"})
@NullMarked
package io.flowlet.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
