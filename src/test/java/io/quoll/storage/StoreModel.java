package io.quoll.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store as simple as can be, against which others are compared. */
public final class StoreModel {

    /** A message that is there. */
    public record Kept(String subject, int payloadSeed, int payloadSize, long timeNanos, long expiresAtNanos) {}

    private final NavigableMap<Long, Kept> messages = new TreeMap<>();
    private long next = 1;
    private long lastTimeNanos;

    public NavigableMap<Long, Kept> messages() {
        return messages;
    }

    public long next() {
        return next;
    }

    public long lastTimeNanos() {
        return lastTimeNanos;
    }

    public static byte[] payload(int seed, int size) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (seed + i * 31);
        }
        return payload;
    }

    public void append(Kept message) {
        messages.put(next++, message);
        lastTimeNanos = message.timeNanos;
    }

    public void skipTo(long sequence) {
        next = sequence;
    }

    public boolean remove(long sequence) {
        return messages.remove(sequence) != null;
    }

    public long removeBefore(long sequence) {
        NavigableMap<Long, Kept> gone = messages.headMap(sequence, false);
        long count = gone.size();
        gone.clear();
        next = Math.max(next, sequence);
        return count;
    }

    public List<Long> matching(SubjectFilter filter, long from, long before) {
        List<Long> found = new ArrayList<>();
        messages.subMap(from, true, Math.max(from, before), false).forEach((sequence, kept) -> {
            if (filter.matches(kept.subject.getBytes(UTF_8))) {
                found.add(sequence);
            }
        });
        return found;
    }

    public long removeMatching(SubjectFilter filter, long before, long keep) {
        List<Long> found = matching(filter, 0, before);
        List<Long> gone = found.subList(0, (int) Math.max(0, found.size() - keep));
        gone.forEach(messages::remove);
        return gone.size();
    }

    public @Nullable SubjectState subject(String subject) {
        SubjectState[] state = new SubjectState[1];
        messages.forEach((sequence, kept) -> {
            if (kept.subject.equals(subject)) {
                SubjectState before = state[0];
                state[0] = before == null
                        ? new SubjectState(sequence, sequence, 1)
                        : new SubjectState(before.first(), sequence, before.count() + 1);
            }
        });
        return state[0];
    }

    /** Fails unless the store holds just this. */
    public void compare(MessageStore store) {
        StoreState state = store.state();
        assertThat(state.messages()).as("messages").isEqualTo(messages.size());
        assertThat(state.lastSequence()).as("last sequence").isEqualTo(next - 1);
        assertThat(state.firstSequence())
                .as("first sequence")
                .isEqualTo(messages.isEmpty() ? next : messages.firstKey());
        assertThat(state.lastTimeNanos()).as("last time").isEqualTo(lastTimeNanos);
        assertThat(state.lostMessages()).as("lost messages").isZero();
        assertThat(state.subjects())
                .as("subjects")
                .isEqualTo(
                        messages.values().stream().map(Kept::subject).distinct().count());
        if (!messages.isEmpty()) {
            assertThat(state.firstTimeNanos())
                    .as("first time")
                    .isEqualTo(messages.firstEntry().getValue().timeNanos);
        }
        long bytes = 0;
        try (MessageReader reader = store.reader()) {
            for (Map.Entry<Long, Kept> each : messages.entrySet()) {
                assertThat(reader.next(reader.sequence() + 1, SubjectFilter.ALL))
                        .as("next")
                        .isTrue();
                compare(reader, each.getKey(), each.getValue());
                bytes += reader.storedBytes();
            }
            assertThat(reader.next(next, SubjectFilter.ALL)).as("one more").isFalse();
        }
        assertThat(state.bytes()).as("bytes").isEqualTo(bytes);
    }

    public static void compare(MessageReader reader, long sequence, Kept kept) {
        assertThat(reader.sequence()).as("sequence").isEqualTo(sequence);
        assertThat(reader.timeNanos()).as("time of %d", sequence).isEqualTo(kept.timeNanos);
        assertThat(reader.expiresAtNanos()).as("expiry of %d", sequence).isEqualTo(kept.expiresAtNanos);
        Message message = reader.message().toMessage();
        assertThat(message.subject()).as("subject of %d", sequence).isEqualTo(kept.subject);
        assertThat(Arrays.equals(message.payload(), payload(kept.payloadSeed, kept.payloadSize)))
                .as("payload of %d", sequence)
                .isTrue();
    }
}
