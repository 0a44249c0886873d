/** Tests of the readers of lists. */
@org.jspecify.annotations.NullMarked
package io.flowlet.screening.internal.lists;
