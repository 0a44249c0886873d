/** The pages of a subscriber. */
@org.jspecify.annotations.NullMarked
package io.flowlet.client.app;
