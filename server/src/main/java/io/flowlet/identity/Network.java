package io.flowlet.identity;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.IncompatibleAddressException;
import java.util.Optional;

/**
 * A block of addresses in CIDR notation, IPv4 or IPv6, for example {@code 203.0.113.0/24}.
 *
 * <p>One block has one spelling: shortest form, host bits zero, and an IPv4 block written as v4-mapped IPv6 is the IPv4 block. Only plain
 * decimal and colon notation is read: octal, hexadecimal, wildcards, ranges, masks and zones are refused, because readers differ about them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632">RFC 4632</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2">RFC 4291, 2.5.5.2</a>
 */
public final class Network {
    private static final int LONGEST_TEXT = 49;
    private static final int MAPPED_BITS = 96;
    private static final IPAddressStringParameters STRICT = strict();

    private final IPAddress block;

    private Network(IPAddress block) {
        this.block = block;
    }

    /** The block that {@code text} names, a single address being a block of one; empty for any other text. */
    public static Optional<Network> parse(String text) {
        return read(text)
                .map(Network::unmapped)
                .filter(IPAddress::isSinglePrefixBlock)
                .map(Network::new);
    }

    /** Whether {@code address} lies in this block; one of the other version does not. */
    public boolean contains(IPAddress address) {
        return block.contains(address);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && block.equals(network.block);
    }

    @Override
    public int hashCode() {
        return block.hashCode();
    }

    /** CIDR notation. */
    @Override
    public String toString() {
        return block.toCanonicalString();
    }

    private static Optional<IPAddress> read(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        try {
            IPAddress address = new IPAddressString(text, STRICT).toAddress();
            return Optional.of(address.isPrefixed() ? address : address.toPrefixBlock(address.getBitCount()));
        } catch (AddressStringException | IncompatibleAddressException e) {
            return Optional.empty();
        }
    }

    private static IPAddress unmapped(IPAddress address) {
        if (!address.isIPv6() || !address.toIPv6().isIPv4Mapped() || address.getNetworkPrefixLength() < MAPPED_BITS) {
            return address;
        }
        int bits = address.getNetworkPrefixLength() - MAPPED_BITS;
        return address.toIPv6().getEmbeddedIPv4Address().withoutPrefixLength().setPrefixLength(bits, false);
    }

    private static IPAddressStringParameters strict() {
        return new IPAddressStringParameters.Builder()
                .allowAll(false)
                .allowEmpty(false)
                .allowSingleSegment(false)
                .allowWildcardedSeparator(false)
                .allowMask(false)
                .allowPrefix(true)
                .allowPrefixOnly(false)
                .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
                .getIPv4AddressParametersBuilder()
                .allow_inet_aton(false)
                .allowLeadingZeros(false)
                .allowUnlimitedLeadingZeros(false)
                .allowPrefixLengthLeadingZeros(false)
                .allowPrefixesBeyondAddressSize(false)
                .allowBinary(false)
                .getParentBuilder()
                .getIPv6AddressParametersBuilder()
                .allowZone(false)
                .allowBase85(false)
                .allowBinary(false)
                .allowPrefixLengthLeadingZeros(false)
                .allowPrefixesBeyondAddressSize(false)
                .getParentBuilder()
                .toParams();
    }
}
