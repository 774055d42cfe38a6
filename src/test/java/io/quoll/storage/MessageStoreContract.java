package io.quoll.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.subject.SubjectPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link MessageStore} does, whatever keeps the bytes. */
@SuppressWarnings("NullAway.Init") // before each test
public abstract class MessageStoreContract {

    protected static final long SECOND = 1_000_000_000L;
    protected static final long BEGIN = 1_700_000_000L * SECOND;

    protected MessageStore store;

    protected abstract MessageStore newStore();

    /** Another look at what was kept, as after a start; the same store where nothing outlives it. */
    protected MessageStore reopened(MessageStore before) {
        return before;
    }

    @BeforeEach
    void begin() {
        store = newStore();
    }

    @AfterEach
    void end() {
        store.close();
    }

    protected static Publication publication(String subject, String payload) {
        return Publication.of(Message.of(subject, payload.getBytes(UTF_8)));
    }

    /** The time of the message is that many seconds after {@link #BEGIN}. */
    protected long append(String subject, String payload, int second) {
        return store.append(publication(subject, payload), BEGIN + second * SECOND, MessageStore.NEVER);
    }

    protected void appendAll(String... subjects) {
        for (String subject : subjects) {
            append(subject, "of " + subject, (int) store.state().lastSequence() + 1);
        }
    }

    protected static SubjectFilter filter(String... patterns) {
        return SubjectFilter.of(Arrays.stream(patterns).map(SubjectPattern::of).toList());
    }

    protected Map<Long, String> contents() {
        Map<Long, String> contents = new TreeMap<>();
        try (MessageReader reader = store.reader()) {
            for (long at = 0; reader.next(at, SubjectFilter.ALL); at = reader.sequence() + 1) {
                Message message = reader.message().toMessage();
                contents.put(reader.sequence(), message.subject() + ":" + new String(message.payload(), UTF_8));
            }
        }
        return contents;
    }

    protected List<Long> sequences() {
        return List.copyOf(contents().keySet());
    }

    private List<Long> sequencesOf(SubjectFilter filter) {
        List<Long> found = new ArrayList<>();
        try (MessageReader reader = store.reader()) {
            for (long at = 0; reader.next(at, filter); at = reader.sequence() + 1) {
                found.add(reader.sequence());
            }
        }
        return found;
    }

    private List<Long> sequencesBackwardsOf(SubjectFilter filter) {
        List<Long> found = new ArrayList<>();
        try (MessageReader reader = store.reader()) {
            for (long at = Long.MAX_VALUE - 1; reader.last(at, filter); at = reader.sequence() - 1) {
                found.add(reader.sequence());
            }
        }
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void shouldBeEmptyAtFirst() {
        // when
        StoreState state = store.state();

        // then
        assertThat(state).isEqualTo(new StoreState(0, 0, 1, 0, 0, 0, 0, 0));
        assertThat(store.nextExpiryNanos()).isEqualTo(MessageStore.NEVER);
        assertThat(store.sequenceAt(0)).isEqualTo(1);
        assertThat(store.removedSequences()).isEmpty();
    }

    @Test
    void shouldGiveBackWhatWasAppended() {
        // given
        Headers headers = Headers.of(Map.of("Nats-Msg-Id", List.of("7")));
        Message message = new Message("orders.new", "reply.to", headers, bytes("payload"));

        // when
        long sequence = store.append(Publication.of(message), BEGIN, BEGIN + SECOND);

        // then
        try (MessageReader reader = store.reader()) {
            assertThat(sequence).isEqualTo(1);
            assertThat(reader.read(1)).isTrue();
            assertThat(reader.sequence()).isEqualTo(1);
            assertThat(reader.timeNanos()).isEqualTo(BEGIN);
            assertThat(reader.expiresAtNanos()).isEqualTo(BEGIN + SECOND);
            assertThat(reader.message().toMessage()).isEqualTo(message.withReply(null));
            assertThat(reader.message().subjectHash())
                    .isEqualTo(Publication.of(message).subjectHash());
            assertThat((long) reader.storedBytes()).isEqualTo(store.state().bytes());
        }
    }

    @Test
    void shouldKeepMessagesOfAnySize() {
        // given
        byte[][] payloads = {new byte[0], new byte[1], new byte[7], new byte[100_000], new byte[3_000_000], new byte[9]
        };
        for (byte[] payload : payloads) {
            Arrays.fill(payload, (byte) payload.length);
        }

        // when
        for (byte[] payload : payloads) {
            store.append(Publication.of(Message.of("a", payload)), BEGIN, MessageStore.NEVER);
        }

        // then
        try (MessageReader reader = store.reader()) {
            for (int i = 0; i < payloads.length; i++) {
                assertThat(reader.read(i + 1)).isTrue();
                assertThat(reader.message().toMessage().payload()).isEqualTo(payloads[i]);
            }
        }
    }

    @Test
    void shouldCopyWhatIsAppended() {
        // given
        Publication message = publication("a", "before");

        // when
        store.append(message, BEGIN, MessageStore.NEVER);
        message.bytes().put(message.bodyStart(), (byte) '!');

        // then
        assertThat(contents()).containsExactly(Map.entry(1L, "a:before"));
    }

    @Test
    void shouldTellHowThingsStand() {
        // given
        appendAll("a", "b", "a", "c");

        // when
        store.remove(1, false);
        store.remove(3, false);
        StoreState state = store.state();

        // then
        assertThat(state.messages()).isEqualTo(2);
        assertThat(state.firstSequence()).isEqualTo(2);
        assertThat(state.firstTimeNanos()).isEqualTo(BEGIN + 2 * SECOND);
        assertThat(state.lastSequence()).isEqualTo(4);
        assertThat(state.lastTimeNanos()).isEqualTo(BEGIN + 4 * SECOND);
        assertThat(state.subjects()).isEqualTo(2);
        assertThat(state.removed()).isEqualTo(1);
        assertThat(state.lostMessages()).isZero();
    }

    @Test
    void shouldTakeAnyTime() {
        // when
        store.append(publication("a", ""), 0, MessageStore.NEVER);

        // then
        assertThat(store.state().firstTimeNanos()).isZero();
    }

    @Test
    void shouldKeepTheLastTimeOfAMessageThatWent() {
        // given
        appendAll("a", "b");

        // when
        store.removeBefore(Long.MAX_VALUE >> 1);

        // then
        assertThat(store.state().lastTimeNanos()).isEqualTo(BEGIN + 2 * SECOND);
        assertThat(store.state().bytes()).isZero();
    }

    @Test
    void shouldLeaveSequencesOut() {
        // given
        store.skipTo(100);
        appendAll("a");

        // when
        store.skipTo(103);
        appendAll("b");
        store.skipTo(1_000_000_000_000L);
        appendAll("c");

        // then
        assertThat(sequences()).containsExactly(100L, 103L, 1_000_000_000_000L);
        assertThat(store.state().firstSequence()).isEqualTo(100);
        assertThat(store.state().removed()).isEqualTo(1_000_000_000_001L - 100 - 3);
        assertThatThrownBy(() -> store.skipTo(7)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldGiveTheSequenceSkippedToWhenNothingWasAppended() {
        // when
        store.skipTo(50);

        // then
        assertThat(store.state().firstSequence()).isEqualTo(50);
        assertThat(store.state().lastSequence()).isEqualTo(49);
    }

    @Test
    void shouldRemoveAMessageOnce() {
        // given
        appendAll("a", "b", "c");

        // when
        boolean first = store.remove(2, false);
        boolean second = store.remove(2, false);

        // then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(store.remove(4, false)).isFalse();
        assertThat(contents()).isEqualTo(Map.of(1L, "a:of a", 3L, "c:of c"));
        assertThat(store.removedSequences()).containsExactly(2);
        try (MessageReader reader = store.reader()) {
            assertThat(reader.read(2)).isFalse();
        }
    }

    @Test
    void shouldRemoveSomeInAnyOrder() {
        // given
        appendAll("a", "b", "a", "c", "b", "a");

        // when
        long removed = store.removeAll(new long[] {5, 1, 9, 3, 5, 4, 6}, 6);
        store = reopened(store);

        // then
        assertThat(removed).isEqualTo(4);
        assertThat(sequences()).containsExactly(2L, 6L);
        assertThat(store.subject(bytes("a"))).isEqualTo(new SubjectState(6, 6, 1));
        assertThat(store.subject(bytes("b"))).isEqualTo(new SubjectState(2, 2, 1));
        assertThat(store.subject(bytes("c"))).isNull();
        assertThat(store.removeAll(new long[] {1, 3}, 2)).isZero();
    }

    @Test
    void shouldEraseAMessageAndNoOther() {
        // given
        appendAll("a", "b", "c");

        // when
        boolean erased = store.remove(2, true);
        store = reopened(store);

        // then
        assertThat(erased).isTrue();
        assertThat(contents()).isEqualTo(Map.of(1L, "a:of a", 3L, "c:of c"));
        assertThat(store.state().lostMessages()).isZero();
    }

    @Test
    void shouldRemoveEverythingBefore() {
        // given
        appendAll("a", "b", "a", "b", "c");

        // when
        long removed = store.removeBefore(4);

        // then
        assertThat(removed).isEqualTo(3);
        assertThat(sequences()).containsExactly(4L, 5L);
        assertThat(store.subject(bytes("a"))).isNull();
        assertThat(store.subject(bytes("b"))).isEqualTo(new SubjectState(4, 4, 1));
        assertThat(store.removeBefore(4)).isZero();
    }

    @Test
    void shouldGoOnWhereItWasToldWhenEverythingIsRemoved() {
        // given
        appendAll("a", "b");

        // when
        long removed = store.removeBefore(10);
        appendAll("c");

        // then
        assertThat(removed).isEqualTo(2);
        assertThat(sequences()).containsExactly(10L);
        assertThat(store.removeBefore(11)).isEqualTo(1);
        assertThat(store.state().firstSequence()).isEqualTo(11);
        assertThat(store.removeBefore(20)).isZero();
        assertThat(store.state().firstSequence()).isEqualTo(20);
    }

    @Test
    void shouldRemoveWhatMatches() {
        // given
        appendAll("a.1", "b", "a.2", "a.1", "b", "a.3");

        // when
        long removed = store.removeMatching(filter("a.*"), 6, 0);

        // then
        assertThat(removed).isEqualTo(3);
        assertThat(sequences()).containsExactly(2L, 5L, 6L);
    }

    @Test
    void shouldKeepTheLastOfWhatMatches() {
        // given
        appendAll("a", "b", "a", "a", "b", "a");

        // when
        long removed = store.removeMatching(filter("a"), Long.MAX_VALUE, 1);
        long removedOfAll = store.removeMatching(SubjectFilter.ALL, Long.MAX_VALUE, 2);

        // then
        assertThat(removed).isEqualTo(3);
        assertThat(removedOfAll).isEqualTo(1);
        assertThat(sequences()).containsExactly(5L, 6L);
    }

    @Test
    void shouldKeepTheLastOfWhatMatchesAndComesBefore() {
        // given
        appendAll("a", "a", "a", "a", "a");

        // when
        long removed = store.removeMatching(filter("a"), 4, 2);

        // then
        assertThat(removed).isEqualTo(1);
        assertThat(sequences()).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void shouldRemoveEverythingThatMatchesEverything() {
        // given
        appendAll("a", "b");

        // when
        long removed = store.removeMatching(SubjectFilter.ALL, Long.MAX_VALUE, 0);

        // then
        assertThat(removed).isEqualTo(2);
        assertThat(store.state().messages()).isZero();
        assertThat(store.state().lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldRemoveWhatHasEndedByItself() {
        // given
        store.append(publication("a", "3"), BEGIN, BEGIN + 3 * SECOND);
        store.append(publication("b", "never"), BEGIN, MessageStore.NEVER);
        store.append(publication("c", "1"), BEGIN, BEGIN + SECOND);
        store.append(publication("d", "2"), BEGIN, BEGIN + 2 * SECOND);
        store.append(publication("e", "9"), BEGIN, BEGIN + 9 * SECOND);
        List<String> told = new ArrayList<>();

        // when
        long firstDue = store.nextExpiryNanos();
        int limited = store.removeExpired(
                BEGIN + 3 * SECOND, 1, m -> told.add(m.message().toMessage().subject()));
        int rest = store.removeExpired(
                BEGIN + 3 * SECOND, 10, m -> told.add(m.message().toMessage().subject()));

        // then
        assertThat(firstDue).isEqualTo(BEGIN + SECOND);
        assertThat(limited).isEqualTo(1);
        assertThat(rest).isEqualTo(2);
        assertThat(told).containsExactly("c", "d", "a");
        assertThat(sequences()).containsExactly(2L, 5L);
        assertThat(store.nextExpiryNanos()).isEqualTo(BEGIN + 9 * SECOND);
    }

    @Test
    void shouldNotWaitForAMessageThatWentBefore() {
        // given
        store.append(publication("a", ""), BEGIN, BEGIN + SECOND);

        // when
        store.remove(1, false);

        // then
        assertThat(store.nextExpiryNanos()).isEqualTo(MessageStore.NEVER);
    }

    @Test
    void shouldTellWhatIsKeptOfASubject() {
        // given
        appendAll("a", "b", "a", "a", "a");

        // when
        store.remove(1, false);
        store.remove(5, false);

        // then
        assertThat(store.subject(bytes("a"))).isEqualTo(new SubjectState(3, 4, 2));
        assertThat(store.subject(bytes("b"))).isEqualTo(new SubjectState(2, 2, 1));
        assertThat(store.subject(bytes("c"))).isNull();
    }

    @Test
    void shouldForgetASubjectWithItsLastMessage() {
        // given
        appendAll("a", "b");

        // when
        store.remove(1, false);

        // then
        assertThat(store.subject(bytes("a"))).isNull();
        assertThat(store.state().subjects()).isEqualTo(1);
    }

    @Test
    void shouldVisitSubjectsThatMatchUntilTheVisitorHasEnough() {
        // given
        appendAll("a.1", "a.2", "b", "a.1", "a.3");
        Map<String, SubjectState> seen = new TreeMap<>();
        List<String> few = new ArrayList<>();

        // when
        store.subjects(filter("a.*"), (subject, state) -> seen.put(new String(subject, UTF_8), state) == null);
        store.subjects(SubjectFilter.ALL, (subject, state) -> {
            few.add(new String(subject, UTF_8));
            return few.size() < 2;
        });

        // then
        assertThat(seen)
                .isEqualTo(Map.of(
                        "a.1", new SubjectState(1, 4, 2),
                        "a.2", new SubjectState(2, 2, 1),
                        "a.3", new SubjectState(5, 5, 1)));
        assertThat(few).hasSize(2);
    }

    @Test
    void shouldCount() {
        // given
        appendAll("a.1", "b", "a.1", "a.2", "b", "a.1");
        store.remove(4, false);

        // when / then
        assertThat(store.count(0, SubjectFilter.ALL, false)).isEqualTo(5);
        assertThat(store.count(3, SubjectFilter.ALL, false)).isEqualTo(3);
        assertThat(store.count(0, filter("a.*"), false)).isEqualTo(3);
        assertThat(store.count(2, filter("a.*"), false)).isEqualTo(2);
        assertThat(store.count(2, filter("a.1", "b"), false)).isEqualTo(4);
        assertThat(store.count(0, SubjectFilter.ALL, true)).isEqualTo(2);
        assertThat(store.count(6, SubjectFilter.ALL, true)).isEqualTo(1);
        assertThat(store.count(0, filter("b"), true)).isEqualTo(1);
        assertThat(store.count(7, SubjectFilter.ALL, false)).isZero();
    }

    @Test
    void shouldFindTheFirstMessageAtOrAfterATime() {
        // given
        for (int i = 1; i <= 20; i++) {
            append("a", "x", i / 2);
        }
        store.remove(8, false);

        // when / then
        assertThat(store.sequenceAt(0)).isEqualTo(1);
        assertThat(store.sequenceAt(BEGIN + 3 * SECOND)).isEqualTo(6);
        assertThat(store.sequenceAt(BEGIN + 4 * SECOND)).isEqualTo(9);
        assertThat(store.sequenceAt(BEGIN + 4 * SECOND + 1)).isEqualTo(10);
        assertThat(store.sequenceAt(BEGIN + 11 * SECOND)).isEqualTo(21);
    }

    @Test
    void shouldReadForwardsAndBackwards() {
        // given
        appendAll("a.1", "b", "a.2", "b", "a.1", "c", "a.1");
        store.remove(5, false);

        // when / then
        assertThat(sequencesOf(filter("a.1"))).containsExactly(1L, 7L);
        assertThat(sequencesOf(filter("a.*"))).containsExactly(1L, 3L, 7L);
        assertThat(sequencesOf(filter("c", "b"))).containsExactly(2L, 4L, 6L);
        assertThat(sequencesOf(filter("nothing"))).isEmpty();
        assertThat(sequencesBackwardsOf(filter("a.1"))).containsExactly(7L, 1L);
        assertThat(sequencesBackwardsOf(filter("a.*"))).containsExactly(7L, 3L, 1L);
        assertThat(sequencesBackwardsOf(SubjectFilter.ALL)).containsExactly(7L, 6L, 4L, 3L, 2L, 1L);
    }

    @Test
    void shouldShowAReaderWhatCameAfterIt() {
        // given
        appendAll("a");
        try (MessageReader reader = store.reader()) {
            assertThat(reader.next(2, filter("a"))).isFalse();

            // when
            appendAll("a");

            // then
            assertThat(reader.next(2, filter("a"))).isTrue();
            assertThat(reader.read(2)).isTrue();
        }
    }

    @Test
    void shouldKeepWhatAReaderShowsUntilItMoves() {
        // given
        appendAll("a", "b");
        try (MessageReader reader = store.reader()) {
            reader.read(1);

            // when
            store.remove(1, true);

            // then
            assertThat(reader.message().toMessage().subject()).isEqualTo("a");
        }
    }

    @Test
    void shouldFindRareSubjectsAmongMany() {
        // given
        for (int i = 1; i <= 5_000; i++) {
            append(i % 1_000 == 0 ? "rare" : "often." + i % 7, "x", i);
        }

        // when
        store.remove(1_000, false);
        store.remove(5_000, false);

        // then
        assertThat(store.subject(bytes("rare"))).isEqualTo(new SubjectState(2_000, 4_000, 3));
        assertThat(sequencesOf(filter("rare"))).containsExactly(2_000L, 3_000L, 4_000L);
        assertThat(sequencesBackwardsOf(filter("rare"))).containsExactly(4_000L, 3_000L, 2_000L);
        assertThat(sequencesOf(filter("often.*"))).hasSize(4_995);
    }

    @Test
    void shouldStayWholeWhenMostOfItIsRemovedInTheMiddle() {
        // given
        for (int i = 1; i <= 20_000; i++) {
            append("key." + i % 100, "value " + i, i);
        }

        // when
        for (int i = 1; i <= 19_900; i++) {
            if (i % 3 != 0 || i % 7 != 0) {
                store.remove(i, false);
            }
        }
        store = reopened(store);

        // then
        assertThat(store.state().messages()).isEqualTo(19_900 / 21 + 100);
        contents().forEach((sequence, text) -> assertThat(text)
                .isEqualTo("key." + sequence % 100 + ":value " + sequence));
        assertThat(store.subject(bytes("key.21"))).isEqualTo(new SubjectState(21, 19_921, 11));
        assertThat(store.sequenceAt(BEGIN + 22 * SECOND)).isEqualTo(42);
    }

    @Test
    void shouldShowAppendsToOtherThreadsWhole() throws InterruptedException {
        // given
        List<String> wrong = new ArrayList<>();
        Thread follower = new Thread(() -> {
            try (MessageReader reader = store.reader()) {
                for (long at = 1; at <= 20_000; ) {
                    if (reader.next(at, SubjectFilter.ALL)) {
                        String text = new String(reader.message().toMessage().payload(), UTF_8);
                        if (reader.sequence() != at || !text.equals("value " + at)) {
                            wrong.add(at + " is " + reader.sequence() + " " + text);
                        }
                        at = reader.sequence() + 1;
                    } else {
                        Thread.onSpinWait();
                    }
                }
            }
        });

        // when
        follower.start();
        for (int i = 1; i <= 20_000; i++) {
            append("s." + i % 10, "value " + i, i);
        }
        follower.join();

        // then
        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldBeEmptyAfterItsDeletion() {
        // given
        appendAll("a", "b");

        // when
        store.delete();

        // then
        assertThat(store.state().messages()).isZero();
    }
}
