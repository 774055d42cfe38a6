package io.quoll.router;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One subscription for the answers to everything an exchange publishes and waits for, told apart by their last token; so
 * waiting for an answer changes no subscription. Subscribes at first use, for good. Any thread.
 *
 * <p>Bounded by what its users wait for: each forgets what it no longer expects.
 */
final class ReplyInbox implements MessageSink {

    private final SubjectRouter router;
    private final String prefix;
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Consumer<Message>> expected = new ConcurrentHashMap<>();

    /**
     * @param prefix of the subjects, with a dot at the end
     */
    ReplyInbox(SubjectRouter router, String prefix) {
        this.router = router;
        this.prefix = prefix;
    }

    /**
     * A number for one answer.
     *
     * @param taker called with it on the lane it comes on; must not block
     */
    long expect(Consumer<Message> taker) {
        if (subscribed.compareAndSet(false, true)) {
            router.subscribe(new Subscription((prefix + "*").getBytes(StandardCharsets.UTF_8), null, this));
        }
        long number = last.incrementAndGet();
        expected.put(number, taker);
        return number;
    }

    /** The reply subject of that number. */
    String subject(long number) {
        return prefix + number;
    }

    void forget(long number) {
        expected.remove(number);
    }

    @Override
    public boolean deliver(Subscription subscription, Publication message, RoutingLane lane) {
        Consumer<Message> taker = expected.remove(numberOf(message));
        if (taker == null) {
            return false;
        }
        subscription.claim(false);
        taker.accept(message.toMessage());
        return true;
    }

    private long numberOf(Publication message) {
        long number = 0;
        int end = message.subjectStart() + message.subjectLength();
        for (int i = message.subjectStart() + prefix.length(); i < end; i++) {
            int digit = message.bytes().get(i) - '0';
            if (digit < 0 || digit > 9 || number > Long.MAX_VALUE / 100) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
