package io.quoll.jetstream.consumer;

/** Where messages go that nobody could deal with. For the stream's executor. */
final class DeadLetters {

    private final StreamConsumerSet set;

    DeadLetters(StreamConsumerSet set) {
        this.set = set;
    }

    void onGivenUp(Consumer consumer, long sequence, int deliveries) {}

    boolean onTerminated(Consumer consumer, long sequence, int deliveries, String reason) {
        return false;
    }
}
