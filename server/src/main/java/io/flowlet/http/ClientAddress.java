package io.flowlet.http;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;

/**
 * Where a request really comes from: the peer, or what a trusted proxy says about its own peer.
 *
 * <p>An IPv4 address mapped into IPv6 ({@code ::ffff:192.0.2.1}) is held as IPv4, so that one client has one address.
 */
public record ClientAddress(IPAddress ip) {
    /** The home of one IPv6 customer: whoever holds a /64 holds 2^64 addresses. */
    private static final int IPV6_SITE_BITS = 64;

    private static final int LONGEST_TEXT = 45;

    /** One address in plain notation: the library would also read empty text, octal numbers, ranges, wildcards and blocks. */
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowAll(false)
            .allowEmpty(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .allowMask(false)
            .allowPrefix(false)
            .setRangeOptions(AddressStringParameters.RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .allowLeadingZeros(false)
            .allowUnlimitedLeadingZeros(false)
            .allowBinary(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .allowBase85(false)
            .allowBinary(false)
            .getParentBuilder()
            .toParams();

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
        String address = zone < 0 ? literal : literal.substring(0, zone);
        if (address.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("not an IP address");
        }
        try {
            return new ClientAddress(new IPAddressString(address, STRICT).toAddress());
        } catch (AddressStringException | IncompatibleAddressException e) {
            throw new IllegalArgumentException("not an IP address", e);
        }
    }

    /** The address in its usual notation. */
    @Override
    public String toString() {
        return ip.toCanonicalString();
    }

    /** What limits count by: the address itself, or the /64 of an IPv6 address. */
    public String site() {
        return ip.isIPv6() ? ip.toPrefixBlock(IPV6_SITE_BITS).toCanonicalString() : ip.toCanonicalString();
    }
}
