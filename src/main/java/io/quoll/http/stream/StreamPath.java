package io.quoll.http.stream;

import io.quoll.http.ApiBroker;
import io.quoll.http.ApiRequest;
import io.quoll.http.Caller;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.wire.ApiError;

/** Names in paths below {@code /v1/streams}, each of which becomes one token of a subject, and what they name. */
public final class StreamPath {

    private static final int STREAM = 1;
    private static final int CONSUMER = 3;

    private StreamPath() {}

    public static String streamName(ApiRequest request) {
        return checked(request.part(STREAM), "stream");
    }

    public static String consumerName(ApiRequest request) {
        return checked(request.part(CONSUMER), "consumer");
    }

    private static String checked(String name, String what) {
        boolean isName = !name.isEmpty()
                && name.chars().noneMatch(c -> c <= ' ' || c == 127 || c == '.' || c == '*' || c == '>');
        if (!isName) {
            throw ApiRequest.bad(what, "must be a name without dots, wildcards and spaces, not '" + name + "'");
        }
        return name;
    }

    /**
     * The stream of that name in the caller's account.
     *
     * @throws io.quoll.jetstream.wire.ApiException if there is none
     */
    public static Stream find(ApiBroker broker, Caller caller, String name) {
        AccountStreams streams = broker.streams(caller.user().account());
        if (streams == null) {
            throw ApiError.NOT_ENABLED_FOR_ACCOUNT.with();
        }
        Stream stream = streams.stream(name);
        if (stream == null) {
            throw ApiError.STREAM_NOT_FOUND.with();
        }
        return stream;
    }
}
