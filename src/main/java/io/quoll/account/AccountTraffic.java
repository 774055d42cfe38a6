package io.quoll.account;

/** What clients have sent and got: messages and the bytes of their payloads and headers. */
public record AccountTraffic(long inMessages, long inBytes, long outMessages, long outBytes, long slowConsumers) {

    public static final AccountTraffic NONE = new AccountTraffic(0, 0, 0, 0, 0);

    public AccountTraffic plus(AccountTraffic other) {
        return new AccountTraffic(
                inMessages + other.inMessages,
                inBytes + other.inBytes,
                outMessages + other.outMessages,
                outBytes + other.outBytes,
                slowConsumers + other.slowConsumers);
    }
}
