package io.flowlet.identity;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses in CIDR notation, IPv4 or IPv6, for example {@code 203.0.113.0/24}.
 *
 * <p>One block has one spelling: shortest form, host bits zero, and an IPv4 block written as v4-mapped IPv6 is the IPv4 block. Only plain
 * decimal and colon notation is read: octal, hexadecimal, wildcards, ranges, masks and zones are refused, because readers differ about
 * them. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632">RFC 4632</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2">RFC 4291, 2.5.5.2</a>
 */
public final class Network {
    private static final String OCTET = "(?:0|[1-9][0-9]{0,2})";
    private static final Pattern FORM =
            Pattern.compile("(" + OCTET + "(?:\\." + OCTET + "){3}|(?=[^/]*:)[0-9a-fA-F:]{2,39}(?::" + OCTET + "(?:\\."
                    + OCTET + "){3})?)" + "(?:/(0|[1-9][0-9]{0,2}))?");
    private static final int MAPPED_BITS = 96;

    private final IPAddress block;

    private Network(IPAddress block) {
        this.block = block;
    }

    /** The block that {@code text} names, a single address being a block of one; empty for any other text. */
    public static Optional<Network> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        @Nullable IPAddress address = new IPAddressString(form.group(1)).getAddress();
        if (address == null || address.isMultiple()) {
            return Optional.empty();
        }
        @Nullable String prefix = form.group(2);
        return of(address, prefix == null ? address.getBitCount() : Integer.parseInt(prefix));
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

    private static Optional<Network> of(IPAddress address, int bits) {
        if (address.isIPv6() && address.toIPv6().isIPv4Mapped() && bits >= MAPPED_BITS) {
            return of(address.toIPv6().getEmbeddedIPv4Address(), bits - MAPPED_BITS);
        }
        if (bits > address.getBitCount()) {
            return Optional.empty();
        }
        IPAddress block = address.toPrefixBlock(bits);
        boolean hostBitsAreZero = block.getLower().withoutPrefixLength().equals(address);
        return hostBitsAreZero ? Optional.of(new Network(block)) : Optional.empty();
    }
}
