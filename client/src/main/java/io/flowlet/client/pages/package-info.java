/** How a page is made: templates, forms and their faults, amounts and times as people read them, static files. */
@org.jspecify.annotations.NullMarked
package io.flowlet.client.pages;
