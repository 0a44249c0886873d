/**
 * Everything a call can throw, as sealed types: {@link io.flowlet.sdk.problem.FlowletException} at the root, one type for each kind of
 * answer that is no success.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.sdk.problem;
