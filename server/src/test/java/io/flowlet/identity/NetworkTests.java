package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.ClientAddress;
import io.flowlet.testing.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTests {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.0/24",
        "203.0.113.7, 203.0.113.7/32",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:db8::/32, 2001:db8::/32",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1/128",
        "::/0, ::/0",
        "::ffff:203.0.113.7, 203.0.113.7/32",
        "::ffff:203.0.113.0/120, 203.0.113.0/24",
        "::ffff:cb00:7100/120, 203.0.113.0/24",
    })
    void givesOneBlockOneSpelling(String text, String canonical) {
        assertThat(Network.parse(text).orElseThrow()).hasToString(canonical);
        assertThat(Network.parse(canonical)).isEqualTo(Network.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*",
                "10",
                "10.1",
                "10.0.0",
                "010.0.0.1",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "/8",
                "10.0.0.0/255.0.0.0",
                "10.0.0.*",
                "10.0.0.1-5",
                "10.0.0.0/8,11.0.0.0/8",
                "0x0a000001",
                "167772161",
                "0b1010.0.0.1",
                "10.0.0.1 ",
                "10.0.0.256",
                "2001:db8::1/32",
                "2001:db8::/129",
                "fe80::1%eth0",
                "2001:db8::*",
                "1:2:3:4:5:6:7:8:9",
                "[2001:db8::1]",
                "example.com",
                "localhost",
                "all",
                "203.0.113.7\u0000",
                "٢٠٣.0.113.7",
            })
    void refusesWhatReadersDifferAbout(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.0/24, ::ffff:203.0.113.9, true",
        "203.0.113.0/24, ::ffff:203.0.114.9, false",
        "203.0.113.0/24, ::203.0.113.9, false",
        "203.0.113.0/24, 64:ff9b::203.0.113.9, false",
        "::ffff:203.0.113.0/120, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 203.0.113.9, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "203.0.113.7/32, 203.0.113.7, true",
        "203.0.113.7/32, 203.0.113.6, false",
    })
    void containsAddressesOfItsOwnVersionOnly(String block, String address, boolean contained) {
        Network network = Network.parse(block).orElseThrow();
        assertThat(network.contains(ClientAddress.of(address).ip())).isEqualTo(contained);
    }

    @Test
    void agreesWithArithmeticOnFourOctets() {
        Cases.check("IPv4 containment", random -> {
            int bits = random.nextInt(33);
            int mask = bits == 0 ? 0 : -1 << (32 - bits);
            int base = random.nextInt() & mask;
            int address = random.nextBoolean() ? random.nextInt() : base | (random.nextInt() & ~mask);
            Network network = Network.parse(dotted(base) + "/" + bits).orElseThrow();
            assertThat(network.contains(ClientAddress.of(dotted(address)).ip())).isEqualTo((address & mask) == base);
        });
    }

    private static String dotted(int address) {
        return "%d.%d.%d.%d".formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255);
    }
}
