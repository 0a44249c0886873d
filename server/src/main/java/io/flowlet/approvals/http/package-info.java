/** {@code /v1/approvals} and what starts one about clients and staff. */
@org.jspecify.annotations.NullMarked
package io.flowlet.approvals.http;
