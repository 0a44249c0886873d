/** Tests of policies. */
@org.jspecify.annotations.NullMarked
package io.flowlet.policies;
