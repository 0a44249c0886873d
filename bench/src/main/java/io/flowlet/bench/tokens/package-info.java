/** Tokens against Keycloak's, and what hostile sign-ins cost others. */
@org.jspecify.annotations.NullMarked
package io.flowlet.bench.tokens;
