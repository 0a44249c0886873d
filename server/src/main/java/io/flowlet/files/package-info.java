/**
 * Files that must be private or whole: keys that only their owner may read, settings that are replaced at once or not at all.
 *
 * <p>Over {@code java.*} only; uses no other module. Entry points: {@link io.flowlet.files.PrivateFile}, {@link io.flowlet.files.KeyLine}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.flowlet.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
