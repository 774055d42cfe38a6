package io.quoll.jetstream.consumer;

import org.jspecify.annotations.Nullable;

/** To whom a consumer delivers: clients that pull, or a subject to which messages are pushed. For the stream's executor. */
interface Receiver {

    /** Whether anybody would take a message. */
    boolean isReady();

    /**
     * Finds who takes the next message.
     *
     * @param size of its subjects, headers and payload
     * @return false if nobody does
     */
    boolean choose(int size, long now);

    /** Where the one who was chosen gets it. */
    byte[] subject();

    /** From where the one who was chosen is reached best. */
    int lane();

    /** What the one who was chosen is told about being the only one, or null. */
    default @Nullable String pinId() {
        return null;
    }

    /** The message was sent to the one who was chosen. */
    void sent(int size, long now);

    /** There is no message for anybody at present. */
    void onNothingLeft();

    /** Does what is due by now. */
    void onTime(long now);

    /** When there is something to do next, at the earliest; {@link Long#MAX_VALUE} for never. */
    long nextDue();

    /** Whether somebody is there, or was within that time. */
    boolean isInUse(long now, long thresholdNanos);

    /** The consumer ends; whoever waits is told. */
    void close(String status);
}
