package io.quoll.account;

/** The ways a client can come in, named as users' lists of allowed ones name them. */
public enum ConnectionType {
    STANDARD("nats"),
    WEBSOCKET("websocket"),
    LEAFNODE("nats"),
    LEAFNODE_WS("websocket"),
    MQTT("mqtt"),
    MQTT_WS("mqtt"),
    IN_PROCESS("nats");

    private final String shown;

    ConnectionType(String shown) {
        this.shown = shown;
    }

    /** As monitoring and events call it. */
    public String shown() {
        return shown;
    }
}
