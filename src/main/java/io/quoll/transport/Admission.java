package io.quoll.transport;

/** What a listener does with a new connection, on the loop that accepted it. Used by all loops at once. */
public interface Admission {

    /** Takes the connection in: puts handlers before Vert.x's own, and a client behind them, now or when it has shown up. */
    void admit(NewChannel arrived);
}
