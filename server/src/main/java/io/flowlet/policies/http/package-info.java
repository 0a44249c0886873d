/** Policies over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.policies.http;
