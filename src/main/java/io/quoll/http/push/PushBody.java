package io.quoll.http.push;

import io.quoll.http.HeaderMapping;
import io.quoll.http.cloudevents.CloudEvent;
import io.quoll.http.cloudevents.EventJson;
import io.quoll.http.cloudevents.EventOfMessage;
import io.quoll.http.format.JsonBuffer;
import io.quoll.http.format.StreamFormat;
import io.quoll.jetstream.consumer.PushMetadata;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.quoll.trace.TraceParent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Messages as an endpoint gets them: one as it is, or as an event in binary mode; several as JSON lines, or as a batch of events.
 *
 * @param id the same whenever the same messages are delivered
 * @param causes the deliveries that are followed
 */
record PushBody(String id, MultiMap headers, Buffer body, List<TraceParent> causes) {

    private static final String CONTENT_TYPE = "Content-Type";

    /**
     * @param messages stored ones, at least one; they are gone through from the first one on
     */
    static PushBody of(PushedConsumer consumer, MessageBatch messages, List<TraceParent> causes) {
        messages.rewind();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        add(headers, "Quoll-Stream", consumer.stream());
        add(headers, "Quoll-Consumer", consumer.name());
        boolean asEvents = consumer.push().format() == PushMetadata.Format.CLOUDEVENTS;
        if (consumer.push().batch() > 1) {
            return several(consumer, messages, causes, headers, asEvents);
        }
        messages.next();
        Message message = messages.message();
        add(headers, "Quoll-Subject", message.subject());
        add(headers, "Quoll-Sequence", Long.toString(messages.sequence()));
        add(headers, "Quoll-Deliveries", Integer.toString(messages.deliveries()));
        String id = consumer.stream() + "-" + messages.sequence();
        if (asEvents) {
            CloudEvent event = EventOfMessage.ofStream(consumer.stream()).of(messages);
            Headers binary = event.toHeaders();
            HeaderMapping.travelling(binary, headers::add);
            headers.set(CONTENT_TYPE, HeaderMapping.contentType(binary));
            return new PushBody(id, headers, Buffer.buffer(event.data()), causes);
        }
        HeaderMapping.travelling(message.headers(), headers::add);
        headers.set(CONTENT_TYPE, HeaderMapping.contentType(message.headers()));
        return new PushBody(id, headers, Buffer.buffer(message.payload()), causes);
    }

    private static PushBody several(
            PushedConsumer consumer,
            MessageBatch messages,
            List<TraceParent> causes,
            MultiMap headers,
            boolean asEvents) {
        String id = consumer.stream() + "-" + consumer.name() + "-" + firstSequence(messages) + "-" + messages.count();
        if (!asEvents) {
            StreamFormat lines = StreamFormat.of(StreamFormat.NDJSON_TYPE);
            headers.set(CONTENT_TYPE, lines.contentType());
            return new PushBody(id, headers, lines.messages(messages), causes);
        }
        EventOfMessage events = EventOfMessage.ofStream(consumer.stream());
        headers.set(CONTENT_TYPE, CloudEvent.BATCH_TYPE);
        Buffer body = JsonBuffer.of(messages.size() * 2, json -> {
            json.writeStartArray();
            while (messages.next()) {
                EventJson.write(json, events.of(messages));
            }
            json.writeEndArray();
        });
        return new PushBody(id, headers, body, causes);
    }

    private static long firstSequence(MessageBatch messages) {
        messages.next();
        long first = messages.sequence();
        messages.rewind();
        return first;
    }

    private static void add(MultiMap headers, String name, String value) {
        if (HeaderMapping.isPrintable(value)) {
            headers.add(name, value);
        }
    }
}
