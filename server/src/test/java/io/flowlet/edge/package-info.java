/** The edge, tried on the whole server through real sockets. */
@org.jspecify.annotations.NullMarked
package io.flowlet.edge;
