/** Who is signed in, kept on this side: sign-in and sign-out, tokens, the bound on sessions. */
@org.jspecify.annotations.NullMarked
package io.flowlet.client.session;
