/** Cases, consents and declarations as rows; the policies that onboarding brings. */
@org.jspecify.annotations.NullMarked
package io.flowlet.onboarding.internal;
