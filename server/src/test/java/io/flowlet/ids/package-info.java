/** Tests of ids. */
@org.jspecify.annotations.NullMarked
package io.flowlet.ids;
