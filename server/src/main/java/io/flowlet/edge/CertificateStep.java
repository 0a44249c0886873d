package io.flowlet.edge;

import io.flowlet.http.ClientCertificate;
import io.flowlet.http.RequestAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Finds out once which certificate the caller holds the key of; whoever asks for it reads no header. */
final class CertificateStep extends Step {
    private final ShownCertificates certificates;

    CertificateStep(ShownCertificates certificates) {
        this.certificates = certificates;
    }

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        certificates
                .of(request)
                .map(ClientCertificate::new)
                .ifPresent(certificate -> RequestAttributes.set(request, certificate));
        next.doFilter(request, response);
    }
}
