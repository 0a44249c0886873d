package io.flowlet.edge;

import io.flowlet.identity.Network;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What stands in front of the server.
 *
 * @param trustedProxies addresses or blocks whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed; nobody's unless told
 */
@ConfigurationProperties("flowlet.edge")
public record EdgeSettings(
        @NotNull @DefaultValue({})
        List<
                        @Pattern(
                                regexp = "[0-9a-fA-F.:]{2,45}(/\\d{1,3})?",
                                message = "must look like 10.0.0.0/8 or 2001:db8::1")
                        String>
                trustedProxies,

        @DefaultValue @NotNull @Valid Tls tls,
        @DefaultValue @NotNull @Valid ClientCertificates clientCertificates) {

    /**
     * TLS of the server itself, for where no proxy ends it; both files are read again when they change.
     *
     * @param certificate PEM file: the server's own, then those in between; null: the server speaks plain HTTP
     * @param key PEM file of its key, PKCS #8
     */
    public record Tls(@Nullable Path certificate, @Nullable Path key) {
        @AssertTrue(message = "edge.tls.certificate and edge.tls.key go together")
        boolean isWhole() {
            return (certificate == null) == (key == null);
        }

        @AssertTrue(message = "edge.tls.certificate and edge.tls.key must be files that can be read")
        boolean isReadable() {
            return (certificate == null || Files.isReadable(certificate)) && (key == null || Files.isReadable(key));
        }
    }

    /**
     * Certificates of callers (RFC 8705).
     *
     * @param asked whether the server asks for one in its own handshakes; browsers that hold one then ask the person
     * @param header in which a proxy hands one on, for example {@code X-Client-Certificate}; null: nobody's is believed
     * @param proxies SHA-256 in hex of the certificates by which proxies prove themselves to us; besides these, only those of
     *     {@code trusted-proxies} that call from the loopback are believed about certificates
     */
    public record ClientCertificates(
            @DefaultValue("false") boolean asked,

            @Nullable @Pattern(regexp = "[A-Za-z][A-Za-z0-9-]{0,63}", message = "must be the name of a header")
            String header,

            @NotNull @DefaultValue({})
            List<@Pattern(regexp = "[0-9a-fA-F]{64}", message = "must be 64 hexadecimal digits") String> proxies) {
        boolean canArrive() {
            return asked || header != null;
        }
    }

    @AssertTrue(
            message = "edge.trusted-proxies must hold networks only, with no bit set behind their prefix: 10.0.0.0/8")
    boolean isEveryProxyANetwork() {
        return trustedProxies.stream().allMatch(text -> Network.parse(text).isPresent());
    }

    @AssertTrue(message = "edge.client-certificates.asked and .proxies take edge.tls.certificate")
    boolean isAskedOverTls() {
        return tls.certificate() != null
                || (!clientCertificates.asked() && clientCertificates.proxies().isEmpty());
    }
}
