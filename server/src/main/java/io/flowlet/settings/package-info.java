/**
 * Typed static configuration: every fault told at once with its fix, unknown keys refused, secrets never shown.
 *
 * <p>Each module keeps its own {@code @ConfigurationProperties} record under {@code flowlet.<module>}; this module checks them all before
 * anything starts. Entry point: {@link io.flowlet.settings.SettingsCheck}.
 */
@ApplicationModule(allowedDependencies = {"files"})
@NullMarked
package io.flowlet.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
