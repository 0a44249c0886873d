/** Strict JSON, problems and their catalogue. */
@org.jspecify.annotations.NullMarked
package io.flowlet.http;
