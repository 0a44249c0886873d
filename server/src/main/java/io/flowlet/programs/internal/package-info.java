/** Rows of programs and tenants. */
@org.jspecify.annotations.NullMarked
package io.flowlet.programs.internal;
