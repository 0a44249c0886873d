/** Tests of the module. */
@org.jspecify.annotations.NullMarked
package io.flowlet.identity;
