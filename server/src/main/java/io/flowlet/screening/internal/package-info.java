/** Rows of lists, hits and screened subjects, and the lists in memory. */
@org.jspecify.annotations.NullMarked
package io.flowlet.screening.internal;
