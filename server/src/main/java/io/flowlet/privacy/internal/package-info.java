/** Erasures, schedules, holds, exports and readings as rows. */
@org.jspecify.annotations.NullMarked
package io.flowlet.privacy.internal;
