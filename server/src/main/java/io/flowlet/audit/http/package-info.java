/** The audit log over HTTP. */
@org.jspecify.annotations.NullMarked
package io.flowlet.audit.http;
