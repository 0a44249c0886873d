package io.flowlet.http;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;

/**
 * Where a request really comes from: the peer, or what a trusted proxy says about its own peer.
 *
 * <p>An IPv4 address mapped into IPv6 ({@code ::ffff:192.0.2.1}) is held as IPv4, so that one client has one address.
 */
public record ClientAddress(IPAddress ip) {
    /** The home of one IPv6 customer: whoever holds a /64 holds 2^64 addresses. */
    private static final int IPV6_SITE_BITS = 64;

    public ClientAddress {
        if (ip.isIPv6() && ip.toIPv6().isIPv4Mapped()) {
            ip = ip.toIPv6().getEmbeddedIPv4Address();
        }
    }

    /**
     * Reads a literal address; a zone ({@code %eth0}) is dropped.
     *
     * @throws IllegalArgumentException if it is not one IPv4 or IPv6 address
     */
    public static ClientAddress of(String literal) {
        int zone = literal.indexOf('%');
        IPAddress ip = new IPAddressString(zone < 0 ? literal : literal.substring(0, zone)).getAddress();
        if (ip == null || ip.isMultiple()) {
            throw new IllegalArgumentException("not one IP address");
        }
        return new ClientAddress(ip);
    }

    /** What limits count by: the address itself, or the /64 of an IPv6 address. */
    public String site() {
        return ip.isIPv6() ? ip.toPrefixBlock(IPV6_SITE_BITS).toCanonicalString() : ip.toCanonicalString();
    }
}
