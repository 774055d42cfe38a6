package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;

/**
 * What the store keeps of a stream beside its messages.
 *
 * @param createdNanos since the epoch
 */
record StreamRecord(long createdNanos, StreamConfig config) {

    byte[] toBytes() {
        return JsonOutput.object(
                o -> o.time("created", createdNanos).object("config", c -> StreamConfigCodec.write(c, config)));
    }

    static StreamRecord of(byte[] bytes) {
        long[] created = {0};
        StreamConfigCodec.Reader reader = new StreamConfigCodec.Reader();
        JsonInput.object(bytes, "StreamRecord", false, (field, value) -> {
            switch (field) {
                case "created" -> created[0] = value.time();
                case "config" -> value.fields("StreamConfig", reader);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new StreamRecord(created[0], reader.config());
    }
}
