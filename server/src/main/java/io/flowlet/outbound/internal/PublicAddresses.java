package io.flowlet.outbound.internal;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses belong to the public internet.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special-purpose registries</a> of IPv4 and IPv6
 */
final class PublicAddresses {
    private static final List<IPAddress> SPECIAL_V4 = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");
    /** All of IPv6 that is given out; v4-mapped, NAT64, unique-local, link-local and multicast lie outside. */
    private static final IPAddress GIVEN_OUT_V6 = block("2000::/3");

    private static final List<IPAddress> SPECIAL_V6 =
            blocks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        IPAddress ip = block(address.getHostAddress().replaceFirst("%.*", ""));
        return ip.isIPv4()
                ? SPECIAL_V4.stream().noneMatch(special -> special.contains(ip))
                : GIVEN_OUT_V6.contains(ip) && SPECIAL_V6.stream().noneMatch(special -> special.contains(ip));
    }

    private static List<IPAddress> blocks(String... texts) {
        return Stream.of(texts).map(PublicAddresses::block).toList();
    }

    private static IPAddress block(String text) {
        return new IPAddressString(text).getAddress();
    }
}
