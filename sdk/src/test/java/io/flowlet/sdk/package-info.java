/** Tests of the client against a server that misbehaves on demand. */
@org.jspecify.annotations.NullMarked
package io.flowlet.sdk;
