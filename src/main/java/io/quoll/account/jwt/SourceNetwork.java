package io.quoll.account.jwt;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A network in CIDR notation that clients may come from. Never asks a name server. */
public final class SourceNetwork {

    /** Only what is surely a literal reaches {@link InetAddress}, which would look names up. */
    private static final Pattern LITERAL =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}|(?=.*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

    private final byte[] network;
    private final int prefixBits;

    private SourceNetwork(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    static SourceNetwork of(String cidr) throws JwtException {
        int slash = cidr.indexOf('/');
        Optional<byte[]> address = slash < 0 ? Optional.empty() : literal(cidr.substring(0, slash));
        try {
            int bits = Integer.parseInt(cidr.substring(slash + 1));
            if (address.isPresent() && bits >= 0 && bits <= address.get().length * 8) {
                return new SourceNetwork(address.get(), bits);
            }
        } catch (NumberFormatException e) {
            // As any other text that is no network.
        }
        throw new JwtException("not a network in CIDR notation");
    }

    /**
     * @param ip an address as text; anything else is in no network
     */
    public boolean contains(String ip) {
        int zone = ip.indexOf('%');
        byte[] address = literal(zone < 0 ? ip : ip.substring(0, zone)).orElse(new byte[0]);
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >>> (bit & 7);
            if ((address[bit >>> 3] & mask) != (network[bit >>> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<byte[]> literal(String ip) {
        if (!LITERAL.matcher(ip).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(ip).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
