@org.jspecify.annotations.NullMarked
package io.flowlet.bench.http;
