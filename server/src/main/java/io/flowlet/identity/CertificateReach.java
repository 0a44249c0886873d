package io.flowlet.identity;

/**
 * Whether the certificate of a caller can reach this server at all, as the edge is set up.
 *
 * @param possible in its own handshake, or handed on by a proxy
 */
public record CertificateReach(boolean possible) {}
