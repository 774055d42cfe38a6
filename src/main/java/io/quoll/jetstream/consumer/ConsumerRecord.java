package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;

/**
 * What the store keeps of a consumer beside its state.
 *
 * @param createdNanos since the epoch
 */
record ConsumerRecord(long createdNanos, ConsumerConfig config) {

    byte[] toBytes() {
        return JsonOutput.object(
                o -> o.time("created", createdNanos).object("config", c -> ConsumerConfigCodec.write(c, config)));
    }

    static ConsumerRecord of(byte[] bytes) {
        long[] created = {0};
        ConsumerConfigCodec.Reader reader = new ConsumerConfigCodec.Reader();
        JsonInput.object(bytes, "ConsumerRecord", false, (field, value) -> {
            switch (field) {
                case "created" -> created[0] = value.time();
                case "config" -> value.fields(ConsumerConfigCodec.OWNER, reader);
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new ConsumerRecord(created[0], reader.draft().freeze());
    }
}
