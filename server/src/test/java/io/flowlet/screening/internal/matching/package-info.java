/** Tests of matching. */
@org.jspecify.annotations.NullMarked
package io.flowlet.screening.internal.matching;
