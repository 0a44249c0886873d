/** Privacy over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.privacy.http;
