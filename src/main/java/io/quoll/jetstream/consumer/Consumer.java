package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Retention;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.trace.Span;
import io.quoll.trace.StreamTrace;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the messages of a stream to those who want them, and remembers who is done with what. Has no thread and, while
 * nothing is due, no timer: it runs on its stream's executor when something is signalled.
 *
 * <pre>
 *   message stored ─┐
 *   pull, ack ──────┼──► signal ──► turn: find, choose a receiver, send ──► outbox ──► lanes
 *   alarm ──────────┘                       │
 *                                           └──► state, journal
 * </pre>
 */
final class Consumer implements ConsumerContext {

    private static final int MOST_A_TURN = 1024;

    private static final long CONGESTION_NANOS = 2_000_000L;
    private static final byte[] MESSAGE_SIZE = "Nats-Msg-Size".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PIN_ID = "Nats-Pin-Id".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CONSUMER = "Nats-Last-Consumer".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_STREAM = "Nats-Last-Stream".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STALLED = "Nats-Consumer-Stalled".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final StreamConsumerSet set;
    private final String name;
    private final byte[] nameBytes;
    private final byte[] ackPrefix;
    private final long createdNanos;
    private final ConsumerState state;
    private final StateJournal journal;
    private final MessageSelector selector;
    private final Receiver receiver;
    private final ConsumerAdvisories advisories;
    private final Alarm alarm;
    private final Pace pace = new Pace();
    private final Underway underway;
    private final AckDeadlines deadlines;
    private final @Nullable StreamTrace trace;
    private ConsumerConfig config;
    private long wakeAt = Long.MAX_VALUE;
    private long removalsSeen;
    private boolean signalled;
    private boolean listed;
    private boolean changed;
    private boolean pausing;
    private boolean closed;

    Consumer(StreamConsumerSet set, ConsumerRecord record, StateJournal journal, int lane, long now) {
        this.set = set;
        this.config = record.config();
        this.name = config.name();
        this.trace = set.stream().trace();
        this.nameBytes = Subjects.bytes(name);
        this.createdNanos = record.createdNanos();
        String stream = set.stream().name();
        this.ackPrefix = Subjects.bytes("$JS.ACK." + stream + "." + name + ".");
        this.state = new ConsumerState(config.tracks());
        this.deadlines = new AckDeadlines(state.pending());
        this.underway = new Underway(() -> set.stream().execute(this::signal));
        this.journal = journal;
        this.selector = new MessageSelector(set.stream().messages(), config.filter());
        this.advisories = new ConsumerAdvisories(set.stream().host(), stream, name);
        this.alarm = new Alarm(set.stream().host().timer(), set.stream(), this::onAlarm);
        this.receiver = config.isPush()
                ? new PushReceiver(this, "$JS.FC." + stream + "." + name + ".", lane, set.hasPushInterest(config), now)
                : new PullReceiver(this, now);
    }

    /** Begins where its configuration says, or where it was. */
    void start(long now) {
        if (journal.recover(state)) {
            selector.moveTo(state.deliveredStream() + 1);
            PendingMessages pending = state.pending();
            for (int place = pending.first(); place >= 0; place = pending.next(place)) {
                deadlines.set(
                        place, Timestamps.after(pending.time(place), config.ackWaitNanos(pending.deliveries(place))));
            }
        } else {
            long first = selector.begin(config, set.stream().config().limits().maxMessagesPerSubject());
            state.startBehind(first - 1);
            journal.startedBehind(first - 1);
            set.changed(this);
        }
        signal();
        setAlarm(now);
    }

    // What it is

    String name() {
        return name;
    }

    byte[] nameBytes() {
        return nameBytes;
    }

    @Override
    public ConsumerConfig config() {
        return config;
    }

    long createdNanos() {
        return createdNanos;
    }

    ConsumerState state() {
        return state;
    }

    MessageSelector selector() {
        return selector;
    }

    StateJournal journal() {
        return journal;
    }

    Receiver receiver() {
        return receiver;
    }

    StreamConsumerSet set() {
        return set;
    }

    @Override
    public Outbox outbox() {
        return set.outbox();
    }

    @Override
    public ConsumerAdvisories advisories() {
        return advisories;
    }

    @Override
    public long available() {
        return selector.unseen() + selector.againCount();
    }

    @Override
    public int ackPending() {
        return state.pending().size();
    }

    @Override
    public boolean hasInterest(byte[] subject) {
        return set.hasInterest(subject);
    }

    boolean isClosed() {
        return closed;
    }

    boolean isPaused(long now) {
        return config.pauseUntilNanos() > now;
    }

    /** Whether it is among those that are told of new messages. */
    boolean isListed() {
        return listed;
    }

    void isListed(boolean isSo) {
        listed = isSo;
    }

    /** Whether its journal has something to hand on at the end of the run. */
    boolean isChanged() {
        return changed;
    }

    void isChanged(boolean isSo) {
        changed = isSo;
    }

    // Turns

    /** Has the consumer look for something to do at the end of what the executor is doing. */
    void signal() {
        if (!signalled && !closed) {
            signalled = true;
            set.due(this);
        }
    }

    /** Delivers what there is, as long as somebody takes it. */
    void turn(long now) {
        signalled = false;
        if (closed) {
            return;
        }
        noticeRemovals();
        set.unblock(this);
        if (!isPaused(now)) {
            deliverAll(now);
            underway.settle();
        }
        if (isFull()) {
            set.block(this);
        } else if (receiver.isReady()) {
            set.list(this);
        }
        setAlarm(now);
    }

    private void deliverAll(long now) {
        if (!receiver.isReady()) {
            return;
        }
        MessageReader reader = set.readers().of(this);
        selector.unseen();
        for (int left = MOST_A_TURN; receiver.isReady(); left--) {
            if (mustWait(now)) {
                return;
            }
            if (left == 0) {
                signal();
                return;
            }
            boolean again = findAgain(reader);
            if (!again && isFull()) {
                return;
            }
            if (!again && !selector.find(reader, set.committed())) {
                receiver.onNothingLeft();
                return;
            }
            if (!deliver(reader, again, now)) {
                return;
            }
        }
    }

    /** A message was stored that it wants. */
    void onStored() {
        selector.onAppended();
        if (receiver.isReady()) {
            signal();
        } else {
            set.index().unlist(this);
        }
    }

    @Override
    public boolean isFull() {
        return config.tracks() && config.maxAckPending() > 0 && state.pending().size() >= config.maxAckPending();
    }

    private boolean mustWait(long now) {
        long stall = underway.takeStall();
        if (stall > 0) {
            wakeAt = now + stall;
            return true;
        }
        if (set.outbox().isCongested()) {
            wakeAt = now + CONGESTION_NANOS;
            return true;
        }
        return underway.isFull();
    }

    /** Places the reader on what is to be delivered again, if there is anything. */
    private boolean findAgain(MessageReader reader) {
        while (selector.hasAgain()) {
            long sequence = selector.firstAgain();
            int place = state.pending().find(sequence);
            if (place >= 0 && config.isLastDelivery(state.pending().deliveries(place))) {
                giveUp(sequence);
            } else if (place >= 0 && reader.read(sequence)) {
                return true;
            } else if (place >= 0) {
                dropPending(sequence);
            }
            selector.removeAgain(sequence);
        }
        return false;
    }

    private boolean deliver(MessageReader reader, boolean again, long now) {
        long due = pace.notBefore(config, reader.timeNanos(), !again);
        if (due > now) {
            wakeAt = due;
            return false;
        }
        Publication message = reader.message();
        long sequence = reader.sequence();
        long consumerSequence = state.deliveredConsumer() + 1;
        int place = again ? state.pending().find(sequence) : PendingMessages.NOT_THERE;
        int deliveries = place >= 0 ? state.pending().deliveries(place) + 1 : 1;
        long left = again ? selector.left() : selector.left() - 1;
        AckReply reply = set.reply().write(ackPrefix, deliveries, sequence, consumerSequence, reader.timeNanos(), left);
        int size = message.subjectLength() + reply.length() + message.bodyLength();
        if (!receiver.choose(size, now)) {
            return false;
        }
        Span span = trace == null ? null : trace.deliver(message, sequence, name, deliveries);
        underway.add(send(message, reply));
        if (span != null) {
            span.end();
        }
        if (again) {
            selector.removeAgain(sequence);
            state.redelivered(sequence, consumerSequence, now);
            journal.redelivered(sequence, consumerSequence, now);
        } else {
            selector.taken(sequence);
            state.delivered(sequence, consumerSequence, now);
            place = state.pending().find(sequence);
            if (config.tracks()) {
                journal.delivered(sequence, consumerSequence, now);
            } else {
                journal.moved(sequence, consumerSequence, now);
                set.interest().onDone(this, sequence);
            }
        }
        set.changed(this);
        if (place >= 0 && config.acks()) {
            deadlines.set(place, Timestamps.after(now, config.ackWaitNanos(deliveries)));
        }
        pace.sent(config, reader.timeNanos(), size, now);
        receiver.sent(size, now);
        return true;
    }

    private int send(Publication message, AckReply reply) {
        Outbox outbox = set.outbox();
        String pinId = receiver.pinId();
        if (!config.headersOnly() && pinId == null) {
            return outbox.deliver(underway, receiver.lane(), receiver.subject(), message, reply);
        }
        outbox.headers().begin(message);
        if (config.headersOnly()) {
            outbox.headers().line(MESSAGE_SIZE, message.payloadLength());
        }
        if (pinId != null) {
            outbox.headers().line(PIN_ID, pinId);
        }
        outbox.headers().end();
        return outbox.deliverWithHeaders(
                underway, receiver.lane(), receiver.subject(), message, reply, !config.headersOnly());
    }

    @Override
    public void heartbeat(int lane, byte[] subject, byte @Nullable [] stalledOn) {
        Outbox outbox = set.outbox();
        outbox.headers()
                .begin(Status.HEARTBEAT)
                .line(LAST_CONSUMER, state.deliveredConsumer())
                .line(LAST_STREAM, state.deliveredStream());
        if (stalledOn != null) {
            outbox.headers().line(STALLED, new String(stalledOn, StandardCharsets.UTF_8));
        }
        outbox.headers().end();
        outbox.sendHeaders(lane, subject, NOTHING);
    }

    // Acknowledgements that are waited for

    /** Waits that long from now on. */
    void awaitAck(int place, long now, long waitNanos) {
        deadlines.set(place, Timestamps.after(now, waitNanos));
        setAlarm(now);
    }

    private void checkAcks(long now) {
        PendingMessages pending = state.pending();
        for (long sequence : deadlines.takeLate(now)) {
            int place = pending.find(sequence);
            if (set.deadLetters().isMoving(this, sequence)) {
                set.deadLetters().again(this, sequence);
            } else if (place >= 0 && config.isLastDelivery(pending.deliveries(place))) {
                giveUp(sequence);
            } else {
                selector.addAgain(sequence);
            }
        }
    }

    /** The message was delivered as often as it may be. */
    private void giveUp(long sequence) {
        int deliveries = state.pending().deliveries(state.pending().find(sequence));
        advisories.maxDeliveries(sequence, deliveries);
        if (set.deadLetters().move(this, sequence, deliveries, "max deliveries", 0, NOTHING)) {
            return;
        }
        boolean remember = set.stream().config().retention() != Retention.LIMITS;
        state.gaveUp(sequence, remember);
        if (remember) {
            journal.gaveUp(sequence);
        } else {
            journal.acked(sequence);
        }
        set.changed(this);
    }

    /** A message that is being moved away is looked after again then. */
    void retryAt(long sequence, long due) {
        int place = state.pending().find(sequence);
        if (place >= 0) {
            selector.removeAgain(sequence);
            deadlines.set(place, due);
            setAlarm(set.now());
        }
    }

    /** A message is among the dead letters now. */
    void onMoved(long sequence) {
        boolean wasFull = isFull();
        if (state.pending().find(sequence) >= 0) {
            selector.removeAgain(sequence);
            dropPending(sequence);
            set.interest().onDone(this, sequence);
        }
        if (wasFull) {
            signal();
        }
    }

    /** The message is gone from the stream; nobody will acknowledge it. */
    private void dropPending(long sequence) {
        state.acked(sequence);
        journal.acked(sequence);
        set.changed(this);
    }

    /** Messages have gone from the stream since: counts are made anew, and what waits among them no longer does. */
    private void noticeRemovals() {
        if (removalsSeen == set.removals()) {
            return;
        }
        removalsSeen = set.removals();
        selector.recount();
        PendingMessages pending = state.pending();
        long first = set.stream().messages().state().firstSequence();
        for (int place = pending.first(); place >= 0 && pending.sequence(place) < first; place = pending.first()) {
            selector.removeAgain(pending.sequence(place));
            dropPending(pending.sequence(place));
        }
        state.givenUp().headSet(first).clear();
    }

    // Time

    private void onAlarm() {
        if (closed) {
            return;
        }
        long now = set.now();
        if (pausing && !isPaused(now)) {
            pausing = false;
            advisories.paused(false, config.pauseUntilNanos());
        }
        if (wakeAt <= now) {
            wakeAt = Long.MAX_VALUE;
            signal();
        }
        receiver.onTime(now);
        checkAcks(now);
        if (isUnused(now)) {
            set.remove(this);
            return;
        }
        if (selector.hasAgain() || receiver.isReady()) {
            signal();
        }
        setAlarm(now);
    }

    private boolean isUnused(long now) {
        long threshold = config.inactiveThresholdNanos();
        return threshold > 0 && !receiver.isInUse(now, threshold);
    }

    void setAlarm(long now) {
        if (closed) {
            return;
        }
        long due = Math.min(Math.min(deadlines.next(), wakeAt), receiver.nextDue());
        if (isPaused(now)) {
            pausing = true;
            wakeAt = Math.min(wakeAt, config.pauseUntilNanos());
            due = Math.min(due, wakeAt);
        }
        long threshold = config.inactiveThresholdNanos();
        if (threshold > 0) {
            due = Math.min(due, Timestamps.after(now, threshold));
        }
        if (due != Long.MAX_VALUE) {
            alarm.setBy(due, now);
        }
    }

    // Changes

    /** Goes on with another configuration that was judged. */
    void update(ConsumerConfig newConfig, long now) {
        ConsumerConfig before = config;
        config = newConfig;
        if (!before.filters().equals(newConfig.filters())) {
            set.index().forget(this);
            selector.filter(newConfig.filter());
            set.index().add(this);
        }
        if (receiver instanceof PushReceiver push && !before.deliverSubject().equals(newConfig.deliverSubject())) {
            push.subject(newConfig.deliverSubject());
            push.active(set.hasPushInterest(newConfig), now);
        }
        if (before.ackWaitNanos() != newConfig.ackWaitNanos()
                || !before.backoffNanos().equals(newConfig.backoffNanos())) {
            PendingMessages pending = state.pending();
            for (int place = pending.first(); place >= 0 && newConfig.acks(); place = pending.next(place)) {
                if (pending.deadline(place) != Long.MAX_VALUE) {
                    deadlines.set(
                            place,
                            Timestamps.after(pending.time(place), newConfig.ackWaitNanos(pending.deliveries(place))));
                }
            }
        }
        if (before.pauseUntilNanos() != newConfig.pauseUntilNanos()) {
            wakeAt = Long.MAX_VALUE;
            if (isPaused(now) || before.pauseUntilNanos() > now) {
                pausing = isPaused(now);
                advisories.paused(isPaused(now), newConfig.pauseUntilNanos());
            }
        }
        signal();
        setAlarm(now);
    }

    /** Goes back to a sequence, or to the first that was not acknowledged. */
    long reset(long asked, long now) {
        long sequence = asked;
        if (asked == 0) {
            sequence = state.floorStream() + 1;
        } else {
            checkReset(asked);
        }
        state.startBehind(sequence - 1);
        journal.startedBehind(sequence - 1);
        set.changed(this);
        selector.resetTo(sequence);
        deadlines.clear();
        if (receiver instanceof PushReceiver push) {
            push.forgetWindow();
        }
        signal();
        setAlarm(now);
        return sequence;
    }

    private void checkReset(long asked) {
        switch (config.deliverPolicy()) {
            case ALL -> {}
            case BY_START_SEQUENCE -> {
                if (asked < config.startSequence()) {
                    throw ApiError.CONSUMER_INVALID_RESET.with("below start seq");
                }
            }
            case BY_START_TIME -> {
                if (asked < set.stream().messages().sequenceAt(config.startTimeNanos())) {
                    throw ApiError.CONSUMER_INVALID_RESET.with("below start time");
                }
            }
            case LAST, NEW, LAST_PER_SUBJECT -> throw ApiError.CONSUMER_INVALID_RESET.with("not allowed");
        }
    }

    /** Whether it has yet to deal with a message that matches its filters. */
    boolean needs(long sequence) {
        return sequence > state.deliveredStream() || state.pending().find(sequence) >= 0 || state.isGivenUp(sequence);
    }

    /** For showing: as if it had just had its turn. */
    void refresh() {
        noticeRemovals();
    }

    /** Somebody begins or ceases to listen where messages are pushed to. */
    void onInterestChanged() {
        if (!closed && receiver instanceof PushReceiver push) {
            long now = set.now();
            push.active(set.hasPushInterest(config), now);
            signal();
            setAlarm(now);
        }
    }

    /** Ends, telling those who wait. */
    void close(String status) {
        if (!closed) {
            closed = true;
            receiver.close(status);
            alarm.cancel();
            set.readers().close(this);
            journal.flush(state);
            journal.close();
        }
    }
}
