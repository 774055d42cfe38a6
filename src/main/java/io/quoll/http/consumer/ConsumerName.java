package io.quoll.http.consumer;

import io.quoll.http.ApiBroker;
import io.quoll.http.ApiRequest;
import io.quoll.http.Caller;
import io.quoll.http.stored.StoredReadings;
import io.quoll.http.stream.StreamPath;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.wire.ApiError;

/** A consumer as a path names it, in the account of whoever asks. */
record ConsumerName(String account, String stream, String consumer) {

    private static final String NEXT = "$JS.API.CONSUMER.MSG.NEXT.";
    private static final String ACK = "$JS.ACK.";

    static ConsumerName of(ApiRequest request, Caller caller) {
        return new ConsumerName(
                caller.user().account().name(), StreamPath.streamName(request), StreamPath.consumerName(request));
    }

    /**
     * @throws io.quoll.jetstream.wire.ApiException if there is none of that name
     */
    void checkIsThere(ApiBroker broker, Caller caller) {
        Stream found = StoredReadings.find(broker, caller, stream);
        if (!found.consumers().has(consumer)) {
            throw ApiError.CONSUMER_NOT_FOUND.with();
        }
    }

    /** Where its messages are asked for. */
    String pullSubject() {
        return NEXT + stream + '.' + consumer;
    }

    /** Where a message is acknowledged that was delivered so. */
    String ackSubject(AckToken token) {
        return ACK + stream + '.' + consumer + '.' + token.deliveries() + '.' + token.sequence() + '.'
                + token.consumerSequence() + '.' + token.timeNanos() + ".0";
    }
}
