/**
 * Messages delivered to HTTP endpoints: a consumer names one of the operator's endpoints in its metadata, and its messages are
 * posted there. {@link io.quoll.http.push.PushDelivery} learns which consumers do so; each has {@link
 * io.quoll.http.push.PushWorker workers} that pull, post and say what became of the messages; an {@link
 * io.quoll.http.push.EndpointLine} holds back what an endpoint cannot take. All on one event loop.
 */
@NullMarked
package io.quoll.http.push;

import org.jspecify.annotations.NullMarked;
