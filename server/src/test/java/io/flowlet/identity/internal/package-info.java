/** Tests of the parts that the module keeps to itself. */
@org.jspecify.annotations.NullMarked
package io.flowlet.identity.internal;
