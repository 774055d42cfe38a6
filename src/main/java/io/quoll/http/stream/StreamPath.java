package io.quoll.http.stream;

import io.quoll.http.ApiRequest;

/** Names in paths below {@code /v1/streams}, each of which becomes one token of a subject. */
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
}
