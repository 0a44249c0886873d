/** Buckets, guards and what they tell their callers. */
@org.jspecify.annotations.NullMarked
package io.flowlet.limits;
