/**
 * The command line: one class a verb, and how a server is started.
 *
 * <p>The outermost layer: it may use the root of any module, and none uses it. Invariant: a verb ends with 0 (ok), 1 (failed check) or 64
 * (usage); {@code audit verify} alone also with 2 (tampered) and 3 (unreadable). Entry point: {@link io.flowlet.cli.FlowletCommand}.
 */
@NullMarked
@ApplicationModule
package io.flowlet.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
