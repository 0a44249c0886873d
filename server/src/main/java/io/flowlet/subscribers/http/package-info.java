/** Subscribers over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.subscribers.http;
