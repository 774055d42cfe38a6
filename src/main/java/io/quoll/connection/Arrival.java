package io.quoll.connection;

/**
 * How a client came: by which listener, from where, and what its request held, all known before it says anything.
 *
 * @param forwardedFor the address that a proxy names as the client's, empty if none does
 */
public record Arrival(Entrance entrance, String ip, int port, String forwardedFor, Cookies cookies) {

    public Arrival(Entrance entrance, String ip, int port) {
        this(entrance, ip, port, "", Cookies.NONE);
    }

    /** The address as log lines write it. */
    String shown() {
        String own = ip + ":" + port;
        return forwardedFor.isEmpty() ? own : forwardedFor + "/" + own;
    }
}
