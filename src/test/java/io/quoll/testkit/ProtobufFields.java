package io.quoll.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fields of one message of protocol buffers in their order, for those who know what they mean. */
final class ProtobufFields {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    /** Its bytes are empty where it is a number. */
    private static final class Field {
        private final int number;
        private final long value;
        private final byte[] bytes;

        Field(int number, long value, byte... bytes) {
            this.number = number;
            this.value = value;
            this.bytes = bytes;
        }
    }

    private final List<Field> fields = new ArrayList<>();

    ProtobufFields(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            fields.add(read(in, (int) (tag >>> 3), (int) (tag & 7)));
        }
    }

    private static Field read(ByteBuffer in, int number, int type) {
        return switch (type) {
            case VARINT -> new Field(number, varint(in));
            case FIXED_64 -> new Field(number, in.getLong());
            case FIXED_32 -> new Field(number, in.getInt());
            case BYTES -> {
                byte[] bytes = new byte[(int) varint(in)];
                in.get(bytes);
                yield new Field(number, 0, bytes);
            }
            default -> throw new AssertionError("a field of type " + type);
        };
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    boolean has(int number) {
        return fields.stream().anyMatch(field -> field.number == number);
    }

    long number(int number) {
        return fields.stream()
                .filter(field -> field.number == number)
                .mapToLong(field -> field.value)
                .findFirst()
                .orElse(0);
    }

    byte[] bytes(int number) {
        return fields.stream()
                .filter(field -> field.number == number)
                .map(field -> field.bytes)
                .findFirst()
                .orElse(new byte[0]);
    }

    String text(int number) {
        return new String(bytes(number), StandardCharsets.UTF_8);
    }

    List<ProtobufFields> messages(int number) {
        return fields.stream()
                .filter(field -> field.number == number)
                .map(field -> new ProtobufFields(field.bytes))
                .toList();
    }
}
