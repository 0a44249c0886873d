@org.jspecify.annotations.NullMarked
package io.flowlet.client.pages;
