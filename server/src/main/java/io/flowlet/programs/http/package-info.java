/** Programs over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.programs.http;
