/** The OpenAPI document: made from the routes and the notes in docs/openapi/operations, and its examples carried out. */
@org.jspecify.annotations.NullMarked
package io.flowlet.openapi;
