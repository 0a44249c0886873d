/**
 * The only way out: requests to addresses that somebody else chose, such as a client's keys.
 *
 * <p>Invariants: an address is resolved once, and what was resolved is what is connected to; nothing but {@code https} to a public address is called
 * unless a setting names the host; no redirect is followed; every answer is bounded in bytes and time. Entry point: {@link
 * io.flowlet.outbound.Outbound}.
 */
@ApplicationModule(allowedDependencies = {"settings"})
@NullMarked
package io.flowlet.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
