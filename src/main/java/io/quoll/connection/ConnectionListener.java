package io.quoll.connection;

import io.quoll.account.Account;

/** Told of clients that come and go, each on its own loop; must not block. */
public interface ConnectionListener {

    /** Tells nobody. */
    ConnectionListener NONE = new ConnectionListener() {
        @Override
        public void onOpened(ConnectionSnapshot client, Account account) {}

        @Override
        public void onClosed(ConnectionSnapshot client, Account account) {}

        @Override
        public void onRefused(ConnectionSnapshot client) {}
    };

    /** The client has proven who it is. */
    void onOpened(ConnectionSnapshot client, Account account);

    /** A client that was let in has gone. */
    void onClosed(ConnectionSnapshot client, Account account);

    /** The client could not prove who it is, and has gone. */
    void onRefused(ConnectionSnapshot client);
}
