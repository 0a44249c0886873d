/** Tests of onboarding. */
@org.jspecify.annotations.NullMarked
package io.flowlet.onboarding;
