package io.quoll.jetstream.api;

/** Answers one kind of request. Called on the account's executor; may refuse by throwing an {@code ApiException}. */
@FunctionalInterface
public interface Endpoint {

    void handle(ApiRequest request);
}
