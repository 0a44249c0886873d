/** Bodies, SQL and the tree of the audit log; reached through {@link io.flowlet.audit}. */
@NullMarked
package io.flowlet.audit.internal;

import org.jspecify.annotations.NullMarked;
