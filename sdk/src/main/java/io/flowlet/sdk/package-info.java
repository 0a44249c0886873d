/** What a partner embeds; depends on nothing of the server. */
@org.jspecify.annotations.NullMarked
package io.flowlet.sdk;
