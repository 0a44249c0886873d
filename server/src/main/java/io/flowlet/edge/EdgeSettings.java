package io.flowlet.edge;

import io.flowlet.identity.Network;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
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
                trustedProxies) {

    @AssertTrue(
            message = "edge.trusted-proxies must hold networks only, with no bit set behind their prefix: 10.0.0.0/8")
    boolean isEveryProxyANetwork() {
        return trustedProxies.stream().allMatch(text -> Network.parse(text).isPresent());
    }
}
