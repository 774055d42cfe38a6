package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns increments into sums: the message that is stored holds what its subject has come to. Sums that come from other streams
 * count by what they have changed since last time, which a header remembers. For the stream's writer.
 */
final class Counters {

    private final PublishRules last;
    private final Draft draft = new Draft();
    private String value = "";

    Counters(PublishRules last) {
        this.last = last;
    }

    static BigInteger parse(String increment) {
        try {
            return new BigInteger(increment.startsWith("+") ? increment.substring(1) : increment);
        } catch (NumberFormatException e) {
            throw ApiError.MESSAGE_INCR_INVALID.with();
        }
    }

    /** The message to store in place of an increment; {@link #value} is the sum. */
    Publication apply(Publication message, PublishHeaders headers) {
        BigInteger increment = parse(String.valueOf(headers.get(PublishHeader.INCREMENT)));
        byte[] subject = message.copySubject();
        byte[] block = Draft.headersOf(message);
        BigInteger sum = BigInteger.ZERO;
        Map<String, Map<String, String>> sources = new TreeMap<>();
        MessageReader before = last.lastMessageOf(subject);
        if (before != null) {
            sum = valueIn(Draft.payloadOf(before.message()));
            String kept =
                    HeaderBlock.first(Draft.headersOf(before.message()), PublishHeader.COUNTER_SOURCES.headerName());
            if (kept != null) {
                readSources(kept, sources);
            }
        }
        String origin = headers.get(PublishHeader.STREAM_SOURCE);
        if (origin != null) {
            increment = changeSince(origin, Subjects.text(subject), valueIn(Draft.payloadOf(message)), sources);
            block = HeaderBlock.replacing(block, PublishHeader.INCREMENT.headerName(), increment.toString());
        }
        value = sum.add(increment).toString();
        if (!sources.isEmpty()) {
            block = HeaderBlock.replacing(block, PublishHeader.COUNTER_SOURCES.headerName(), written(sources));
        }
        byte[] payload = ("{\"val\":\"" + value + "\"}").getBytes(StandardCharsets.US_ASCII);
        return draft.of(subject, message.copyReply(), block, payload);
    }

    /** The sum that {@link #apply} came to last. */
    String value() {
        return value;
    }

    private static BigInteger changeSince(
            String origin, String subject, BigInteger now, Map<String, Map<String, String>> sources) {
        String[] fields = origin.split(" ", -1);
        String originSubject = fields.length >= 5 ? fields[4] : subject;
        Map<String, String> ofStream = sources.computeIfAbsent(fields[0], s -> new TreeMap<>());
        String previous = ofStream.put(originSubject, now.toString());
        return previous == null ? now : now.subtract(new BigInteger(previous));
    }

    private static BigInteger valueIn(byte[] payload) {
        @Nullable String[] found = {null};
        try {
            JsonInput.object(payload, "CounterValue", false, (field, v) -> {
                if (field.equals("val")) {
                    found[0] = v.text();
                    return true;
                }
                return false;
            });
            return found[0] == null ? BigInteger.ZERO : new BigInteger(found[0]);
        } catch (ApiException | NumberFormatException e) {
            throw ApiError.MESSAGE_COUNTER_BROKEN.with();
        }
    }

    private static void readSources(String json, Map<String, Map<String, String>> sources) {
        try {
            JsonInput.object(
                    json.getBytes(StandardCharsets.UTF_8),
                    "CounterSources",
                    false,
                    JsonInput.keepingCase((stream, v) -> {
                        sources.put(stream, new TreeMap<>(v.textMap()));
                        return true;
                    }));
        } catch (ApiException e) {
            throw ApiError.MESSAGE_COUNTER_BROKEN.with();
        }
    }

    private static String written(Map<String, Map<String, String>> sources) {
        byte[] json = JsonOutput.object(o -> sources.forEach(o::textMap));
        return new String(json, StandardCharsets.UTF_8);
    }
}
