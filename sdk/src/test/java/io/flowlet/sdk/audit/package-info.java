@org.jspecify.annotations.NullMarked
package io.flowlet.sdk.audit;
