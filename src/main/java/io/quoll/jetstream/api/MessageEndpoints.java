package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.MessageRequest;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;

/** Requests about single messages of a stream. */
final class MessageEndpoints {

    private static final int NAME = 5;

    void addTo(EndpointTable table) {
        table.add("STREAM.MSG.GET.*", "stream_msg_get", MessageEndpoints::get)
                .add("STREAM.MSG.DELETE.*", "stream_msg_delete", MessageEndpoints::delete);
    }

    private static void get(ApiRequest request) {
        if (request.isEmpty()) {
            throw ApiError.BAD_REQUEST.with();
        }
        MessageRequest asked = MessageRequest.read(
                request.payload(), request.account().settings().strict());
        if (asked.isBadForOne()) {
            throw ApiError.BAD_REQUEST.with();
        }
        Stream stream = request.stream(NAME);
        request.on(stream, () -> {
            try (MessageReader reader = stream.reader()) {
                if (!asked.find(stream, reader)) {
                    throw ApiError.NO_MESSAGE_FOUND.with();
                }
                request.answer(out -> out.object("message", o -> write(o, reader, asked.noHeaders())));
            }
        });
    }

    private static void write(JsonOutput out, MessageReader found, boolean noHeaders) {
        Publication message = found.message();
        byte[] headers = noHeaders ? HeaderBlock.NONE : bytes(message, 0, message.headerLength());
        out.text("subject", Subjects.text(message.copySubject()))
                .number("seq", found.sequence())
                .base64IfAny("hdrs", headers)
                .base64IfAny("data", bytes(message, message.headerLength(), message.payloadLength()))
                .time("time", found.timeNanos());
    }

    private static byte[] bytes(Publication message, int from, int length) {
        byte[] copy = new byte[length];
        message.bytes().get(message.bodyStart() + from, copy);
        return copy;
    }

    private static void delete(ApiRequest request) {
        if (request.isEmpty()) {
            throw ApiError.BAD_REQUEST.with();
        }
        long[] sequence = {0};
        boolean[] keepBytes = {false};
        request.read("JSApiMsgDeleteRequest", (field, value) -> {
            switch (field) {
                case "seq" -> sequence[0] = value.unsigned();
                case "no_erase" -> keepBytes[0] = value.flag();
                default -> {
                    return false;
                }
            }
            return true;
        });
        Stream stream = request.stream(NAME);
        if (stream.config().permissions().sealed()) {
            throw ApiError.STREAM_SEALED.with();
        }
        if (stream.config().permissions().denyDelete()) {
            throw ApiError.STREAM_MSG_DELETE_FAILED.with("message delete not permitted");
        }
        request.on(stream, () -> {
            if (!stream.remove(sequence[0], !keepBytes[0])) {
                throw ApiError.SEQUENCE_NOT_FOUND.with(sequence[0]);
            }
            request.answerWhenDurable(stream, out -> out.flag("success", true));
        });
    }
}
