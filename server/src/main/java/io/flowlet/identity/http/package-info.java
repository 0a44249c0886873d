/** Clients over HTTP, and the page behind an invitation. */
@org.jspecify.annotations.NullMarked
package io.flowlet.identity.http;
