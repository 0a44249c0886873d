/** Watchlists, hits and screenings over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.screening.http;
