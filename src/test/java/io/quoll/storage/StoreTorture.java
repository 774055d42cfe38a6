package io.quoll.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.subject.SubjectPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Random operations on a store and on a {@link StoreModel}, which must agree all the time. */
public final class StoreTorture {

    /** How many steps a run has; {@code -Dtorture.steps=1000000} takes its time. */
    public static final int STEPS = Integer.getInteger("torture.steps", 6_000);

    private static final long BEGIN = 1_700_000_000_000_000_000L;
    private static final StoreModel.Kept NOTHING = new StoreModel.Kept("", 0, 0, 0, 0);
    private static final String[] PATTERNS = {">", "a.*", "a.1", "b.>", "*.2", "b.2.x", "nothing"};

    private final Random random;
    private final UnaryOperator<MessageStore> reopen;
    private final StoreModel model = new StoreModel();
    private MessageStore store;
    private long nowNanos = BEGIN;

    /** @param reopen gives another look at the store, now and then */
    public StoreTorture(Random random, MessageStore store, UnaryOperator<MessageStore> reopen) {
        this.random = random;
        this.store = store;
        this.reopen = reopen;
    }

    /** The store at the end of it. */
    public MessageStore run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            if (random.nextInt(500) == 0) {
                model.compare(store);
            }
            if (random.nextInt(400) == 0) {
                store = reopen.apply(store);
                model.compare(store);
            }
        }
        model.compare(store);
        return store;
    }

    private void step() {
        nowNanos += random.nextInt(1_000_000);
        int choice = random.nextInt(1000);
        if (choice < 600) {
            append();
        } else if (choice < 750) {
            if (random.nextInt(10) == 0) {
                removeSome();
                return;
            }
            long sequence = someSequence();
            assertThat(store.remove(sequence, random.nextInt(10) == 0)).isEqualTo(model.remove(sequence));
        } else if (choice < 765) {
            long before = random.nextInt(20) == 0 ? model.next() + random.nextInt(3) : nearFirst(200);
            assertThat(store.removeBefore(before)).isEqualTo(model.removeBefore(before));
        } else if (choice < 772) {
            removeMatching();
        } else if (choice < 780) {
            removeExpired();
        } else if (choice < 783) {
            long to = model.next() + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 10);
            store.skipTo(to);
            model.skipTo(to);
        } else if (choice < 860) {
            read();
        } else if (choice < 930) {
            String subject = subject();
            assertThat(store.subject(subject.getBytes(UTF_8))).as(subject).isEqualTo(model.subject(subject));
        } else if (choice < 940) {
            count();
        } else if (choice < 950) {
            sequenceAt();
        } else if (choice < 960) {
            store.flush();
        } else {
            readMatching();
        }
    }

    private void append() {
        int size = random.nextInt(100) == 0 ? random.nextInt(30_000) : random.nextInt(300);
        long expires = random.nextInt(10) == 0 ? nowNanos + random.nextInt(500_000_000) : MessageStore.NEVER;
        StoreModel.Kept kept = new StoreModel.Kept(subject(), random.nextInt(), size, nowNanos, expires);
        Publication message =
                Publication.of(Message.of(kept.subject(), StoreModel.payload(kept.payloadSeed(), kept.payloadSize())));
        assertThat(store.append(message, nowNanos, expires)).isEqualTo(model.next());
        model.append(kept);
        if (random.nextInt(3) == 0) {
            removeFirstOfMoreThan(1 + random.nextInt(20), message, kept.subject());
        }
    }

    private void removeSome() {
        long from = nearFirst(50);
        long[] sequences = random.longs(1 + random.nextInt(20), 0, 30)
                .map(behind -> Math.max(1, from + behind))
                .toArray();
        long expected =
                Arrays.stream(sequences).distinct().filter(model::remove).count();
        assertThat(store.removeAll(sequences, sequences.length)).isEqualTo(expected);
    }

    private void removeFirstOfMoreThan(int most, Publication message, String subject) {
        List<Long> all = model.matching(SubjectFilter.of(SubjectPattern.of(subject)), 0, model.next());
        long expected = all.size() > most ? all.get(0) : -1;
        assertThat(store.removeFirstOfMoreThan(most, message)).as(subject).isEqualTo(expected);
        model.remove(expected);
    }

    private String subject() {
        return switch (random.nextInt(4)) {
            case 0 -> "a." + random.nextInt(5);
            case 1 -> "b.2." + (random.nextBoolean() ? "x" : "y");
            case 2 -> "key." + random.nextInt(500);
            default -> "c";
        };
    }

    private SubjectFilter filter() {
        List<SubjectPattern> patterns = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            patterns.add(SubjectPattern.of(PATTERNS[random.nextInt(PATTERNS.length)]));
        }
        return SubjectFilter.of(patterns);
    }

    private long someSequence() {
        long first = model.messages().isEmpty() ? 1 : model.messages().firstKey();
        return first + (long) (random.nextDouble() * (model.next() - first + 2));
    }

    private long nearFirst(int most) {
        return (model.messages().isEmpty() ? model.next() : model.messages().firstKey()) + random.nextInt(most) - 5;
    }

    private void removeMatching() {
        SubjectFilter filter = filter();
        long before = random.nextBoolean() ? model.next() : someSequence();
        long keep = random.nextInt(3) == 0 ? 0 : random.nextInt(400);
        assertThat(store.removeMatching(filter, before, keep))
                .as("%s before %d but %d", filter, before, keep)
                .isEqualTo(model.removeMatching(filter, before, keep));
    }

    private void removeExpired() {
        List<Long> due = new ArrayList<>();
        model.messages().forEach((sequence, kept) -> {
            if (kept.expiresAtNanos() != MessageStore.NEVER && kept.expiresAtNanos() <= nowNanos) {
                due.add(sequence);
            }
        });
        int limit = 1 + random.nextInt(50);
        List<Long> told = new ArrayList<>();
        int removed = store.removeExpired(nowNanos, limit, reader -> told.add(reader.sequence()));
        assertThat(removed).isEqualTo(Math.min(limit, due.size()));
        assertThat(due).containsAll(told);
        assertThat(told).hasSize(removed);
        told.forEach(model::remove);
        long next = store.nextExpiryNanos();
        long earliest = model.messages().values().stream()
                .mapToLong(StoreModel.Kept::expiresAtNanos)
                .filter(t -> t != MessageStore.NEVER)
                .min()
                .orElse(Long.MAX_VALUE);
        assertThat(next == MessageStore.NEVER ? Long.MAX_VALUE : next).isLessThanOrEqualTo(earliest);
    }

    private void read() {
        long sequence = someSequence();
        try (MessageReader reader = store.reader()) {
            for (long at = sequence; at < sequence + 3; at++) {
                StoreModel.Kept kept = model.messages().get(at);
                assertThat(reader.read(at)).as("%d is there", at).isEqualTo(kept != null);
                if (kept != null) {
                    StoreModel.compare(reader, at, kept);
                }
            }
        }
    }

    private void readMatching() {
        SubjectFilter filter = filter();
        long from = someSequence();
        List<Long> after = model.matching(filter, from, model.next());
        List<Long> before = model.matching(filter, 0, from + 1);
        try (MessageReader reader = store.reader()) {
            assertThat(reader.next(from, filter)).as("%s from %d", filter, from).isEqualTo(!after.isEmpty());
            if (!after.isEmpty()) {
                assertThat(reader.sequence()).isEqualTo(after.get(0));
            }
            assertThat(reader.last(from, filter))
                    .as("%s before %d", filter, from)
                    .isEqualTo(!before.isEmpty());
            if (!before.isEmpty()) {
                assertThat(reader.sequence()).isEqualTo(before.get(before.size() - 1));
            }
        }
    }

    private void count() {
        SubjectFilter filter = filter();
        long from = random.nextBoolean() ? 0 : someSequence();
        assertThat(store.count(from, filter, false))
                .isEqualTo(model.matching(filter, from, model.next()).size());
        long lasts = model.matching(filter, from, model.next()).stream()
                .map(s -> model.messages().getOrDefault(s, NOTHING).subject())
                .distinct()
                .count();
        assertThat(store.count(from, filter, true)).isEqualTo(lasts);
    }

    private void sequenceAt() {
        long time = nowNanos - (long) (random.nextDouble() * (nowNanos - BEGIN + 10));
        long expected = model.messages().entrySet().stream()
                .filter(e -> e.getValue().timeNanos() >= time)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(model.next());
        assertThat(store.sequenceAt(time)).isEqualTo(expected);
    }
}
