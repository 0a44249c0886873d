/** Policies as rows. */
@org.jspecify.annotations.NullMarked
package io.flowlet.policies.internal;
