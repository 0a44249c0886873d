/** Tests of screening. */
@org.jspecify.annotations.NullMarked
package io.flowlet.screening;
