/** Tests of onboarding over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.onboarding.http;
