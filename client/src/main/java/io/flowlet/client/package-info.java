/**
 * The web app of subscribers and the console of staff: pages made on this side of the wire, everything else through {@code sdk/}.
 *
 * <p>The browser holds one session cookie and no token. Every form works without script. {@link io.flowlet.client.FlowletClient} starts it,
 * {@link io.flowlet.client.Routes} lists what it answers.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.client;
