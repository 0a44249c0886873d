/**
 * Ids as the API shows them: a prefix that names the kind and a UUIDv7 in Crockford's base 32. Values over {@code java.*} only;
 * uses no other module.
 *
 * <p>One id has one spelling, ids of one JVM grow in the order they were made, and an id is never a secret: knowing one grants
 * nothing.
 *
 * <p>Entry points: {@link io.flowlet.ids.Uuid7} makes ids, {@link io.flowlet.ids.PublicId} writes and reads them.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.flowlet.ids;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
