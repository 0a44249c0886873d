package io.flowlet.outbound.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VettedNamesTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
            })
    void leadsToNothingButThePublicInternet(String address) throws Exception {
        VettedNames names = leadingTo(Set.of(), address);
        assertThatThrownBy(() -> names.resolve("partner.example")).isInstanceOf(VettedNames.NotPublic.class);
        assertThat(leadingTo(Set.of("partner.example"), address).resolve("partner.example"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "223.255.255.255", "2606:4700::1", "2a00::1"})
    void leadsToThePublicInternet(String address) throws Exception {
        assertThat(leadingTo(Set.of(), address).resolve("partner.example")).hasSize(1);
    }

    @Test
    void oneAddressThatIsNotPublicSpoilsTheName() throws Exception {
        VettedNames names = leadingTo(Set.of("other.example"), "8.8.8.8", "10.0.0.1");
        assertThatThrownBy(() -> names.resolve("partner.example")).isInstanceOf(VettedNames.NotPublic.class);
    }

    private static VettedNames leadingTo(Set<String> privateHosts, String... addresses) throws UnknownHostException {
        InetAddress[] found = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            found[i] = InetAddress.getByName(addresses[i]);
        }
        return new VettedNames(
                new DnsResolver() {
                    @Override
                    public InetAddress[] resolve(String host) {
                        return found;
                    }

                    @Override
                    public String resolveCanonicalHostname(String host) {
                        return host;
                    }
                },
                privateHosts);
    }
}
