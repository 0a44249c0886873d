/**
 * What a partner embeds; depends on nothing of the server.
 *
 * <p>{@link io.flowlet.sdk.Flowlet} is the typed client, {@link io.flowlet.sdk.problem} what it throws, {@link io.flowlet.sdk.audit} the
 * offline verifier of audit proofs.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.sdk;
