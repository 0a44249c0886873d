/** Listeners of this module's own. */
@org.jspecify.annotations.NullMarked
package io.flowlet.outbox.internal;
