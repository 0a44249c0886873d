/**
 * How fast the server answers over HTTP: the server in a process of its own, as {@code serve} runs it, and a generator that costs little.
 */
@NullMarked
package io.flowlet.bench.http;

import org.jspecify.annotations.NullMarked;
