@org.jspecify.annotations.NullMarked
package io.flowlet.tlog.export;
