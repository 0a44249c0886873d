/** Tests of private and whole files. */
@org.jspecify.annotations.NullMarked
package io.flowlet.files;
