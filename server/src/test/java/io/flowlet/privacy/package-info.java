/** Tests of privacy. */
@org.jspecify.annotations.NullMarked
package io.flowlet.privacy;
