package io.quoll.account;

/** What an account may have at most; -1 for no limit. Immutable. */
public record AccountLimits(int maxConnections, int maxLeafNodes, ClientLimits ofEachClient) {

    public static final AccountLimits NONE = new AccountLimits(-1, -1, ClientLimits.NONE);
}
