/** Tests of the tree's writing, where two leaders and crashes can be arranged. */
@org.jspecify.annotations.NullMarked
package io.flowlet.audit.internal;
