/**
 * Who acts: values that every module passes along and none interprets twice.
 *
 * <p>{@link io.flowlet.actor.Actor} is made only by authentication; its tenant comes from the token or key and from nowhere else.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.flowlet.actor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
