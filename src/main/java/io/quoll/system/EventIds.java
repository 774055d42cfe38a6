package io.quoll.system;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the ids of events, unique among servers: 22 letters, part of which no other server has. Any thread. */
final class EventIds {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int PREFIX = 12;
    private static final int NUMBER = 10;

    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    EventIds() {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder(PREFIX);
        for (int i = 0; i < PREFIX; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        this.prefix = text.toString();
    }

    String next() {
        char[] digits = new char[NUMBER];
        long rest = next.incrementAndGet();
        for (int i = NUMBER - 1; i >= 0; i--) {
            digits[i] = LETTERS.charAt((int) (rest % LETTERS.length()));
            rest /= LETTERS.length();
        }
        return prefix + new String(digits);
    }
}
