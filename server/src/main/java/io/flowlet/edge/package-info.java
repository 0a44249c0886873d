/**
 * What every request passes before a controller sees it, and what every answer carries.
 *
 * <p>Invariants: the order of the steps stands in one place; a route without a scope does not start; every refusal, also the container's,
 * is a problem of the catalogue. Entry point: {@link io.flowlet.edge.RequestPipeline}.
 */
@ApplicationModule(allowedDependencies = {"actor", "settings", "http", "ids", "audit", "identity", "limits"})
@NullMarked
package io.flowlet.edge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
