/**
 * The offline verifier of the audit log: one event with its proof, or a whole export. No network, no database, no framework.
 *
 * <p>Entry points: {@link io.flowlet.sdk.audit.ProofVerifier}, {@link io.flowlet.sdk.audit.ExportVerifier}, and for a command line
 * {@link io.flowlet.sdk.audit.AuditVerify}. What each answer is worth, and against whom, is in {@code docs/concepts/audit.md}.
 *
 * <p>Invariant: nothing is called verified because a file says so; every byte is recomputed from, or compared with, what the signed
 * checkpoint commits to.
 */
@org.jspecify.annotations.NullMarked
package io.flowlet.sdk.audit;
