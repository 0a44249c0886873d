/** How keys are kept: the master key file, wrapping, formats, rows and caches. */
@org.jspecify.annotations.NullMarked
package io.flowlet.vault.internal;
