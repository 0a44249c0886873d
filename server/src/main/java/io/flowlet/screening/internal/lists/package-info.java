/** Reads the published formats of lists; pure, and refuses whatever is not whole. */
@org.jspecify.annotations.NullMarked
package io.flowlet.screening.internal.lists;
