package io.quoll.bench.http;

import java.util.Arrays;

/** Payloads that begin with a number of twelve digits, so that one that is lost, repeated or out of order is seen. */
final class NumberedPayload {

    static final int DIGITS = 12;

    private NumberedPayload() {}

    static byte[] of(int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 'q');
        write(payload, 0, 0);
        return payload;
    }

    static void write(byte[] bytes, int at, long number) {
        long rest = number;
        for (int i = at + DIGITS - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    static long read(byte[] bytes, int at) {
        long number = 0;
        for (int i = at; i < at + DIGITS; i++) {
            number = 10 * number + bytes[i] - '0';
        }
        return number;
    }
}
