package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.HeaderWriter;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatch;
import io.quoll.router.Subscription;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.subject.SubjectSyntax;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for stored messages with the messages themselves, past the stream's writer: on an executor of its own with
 * a reader of its own. A loop answers those that are {@linkplain QuickGets quickly answered} itself where nothing else is under
 * way.
 */
final class DirectGets implements StagedIntake.Receiver {

    private static final String PREFIX = "$JS.API.DIRECT.GET.";
    private static final byte[] QUEUE = ascii("_sys_");
    private static final int MOST_RESULTS = 1024;
    private static final int NO_BATCH = -1;

    private static final byte[] STREAM = ascii("Nats-Stream");
    private static final byte[] SUBJECT = ascii("Nats-Subject");
    private static final byte[] SEQUENCE = ascii("Nats-Sequence");
    private static final byte[] TIME_STAMP = ascii("Nats-Time-Stamp");
    private static final byte[] NUM_PENDING = ascii("Nats-Num-Pending");
    private static final byte[] LAST_SEQUENCE = ascii("Nats-Last-Sequence");
    private static final byte[] UP_TO_SEQUENCE = ascii("Nats-UpTo-Sequence");

    private final Stream stream;
    private final byte[] name;
    private final StreamHost host;
    private final SerialExecutor executor;
    private final StagedIntake intake;
    private final Publication request = new Publication();
    private final HeaderWriter headers = new HeaderWriter();
    private @Nullable MessageReader reader;
    private @Nullable PublishBatch answers;
    private int lane;
    private volatile boolean closed;

    DirectGets(Stream stream, StreamHost host) {
        this.stream = stream;
        this.name = Subjects.bytes(stream.name());
        this.host = host;
        this.executor =
                new SerialExecutor(host.threads(), () -> {}, () -> false, new LoopPatience(host.timer()::nanoTime));
        this.intake = new StagedIntake(
                this::handOver, this, host.batches(), host.settings().room());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void addSubscriptions(StreamConfig config, List<Subscription> subscriptions) {
        if (config.features().allowDirect()) {
            add(config.name(), subscriptions);
        }
        StreamSource mirror = config.mirror();
        if (mirror != null && config.features().mirrorDirect()) {
            add(mirror.name(), subscriptions);
        }
    }

    private void add(String name, List<Subscription> subscriptions) {
        subscriptions.add(new Subscription(Subjects.bytes(PREFIX + name), QUEUE, intake));
        subscriptions.add(new Subscription(Subjects.bytes(PREFIX + name + ".>"), QUEUE, intake));
    }

    void close() {
        intake.close();
        closed = true;
        executor.execute(() -> {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        });
    }

    /** A loop does not wait for a batch that is being stored, nor for an index that is not there yet. */
    private void handOver(MessageBuffer requests, Runnable answering) {
        Lock together = stream.isolation().readLock();
        if (!stream.messages().indexing().isWhole() || !QuickGets.areAll(requests) || !together.tryLock()) {
            executor.execute(answering);
            return;
        }
        try {
            executor.executeHere(answering);
        } finally {
            together.unlock();
        }
    }

    @Override
    public void refuse(Publication message, int fromLane) {
        PublishBatch batch = host.batches().borrow();
        batch.add(
                message.copyReply(),
                HeaderBlock.NONE,
                ascii("NATS/1.0 429 Too Many Requests\r\n\r\n"),
                HeaderBlock.NONE);
        batch.submit(host.router(), fromLane);
    }

    @Override
    public void take(MessageBuffer requests, int fromLane) {
        lane = fromLane;
        if (!closed && reader == null) {
            reader = stream.reader();
        }
        Lock together = stream.isolation().readLock();
        together.lock();
        try {
            for (int i = 0; i < requests.count() && !closed; i++) {
                requests.show(i, request);
                if (request.replyLength() > 0) {
                    answer();
                }
            }
        } finally {
            together.unlock();
        }
        send();
    }

    private void send() {
        PublishBatch batch = answers;
        if (batch != null) {
            answers = null;
            batch.submit(host.router(), lane);
        }
    }

    private void answer() {
        if (request.hasHeaders() && ApiLevel.isTooLow(Draft.headersOf(request))) {
            status("412 Required Api Level");
            return;
        }
        int asksFor = startOfSubject();
        if (request.payloadLength() == 0 && asksFor > 0 && isLiteral(asksFor)) {
            answerLast(asksFor);
            return;
        }
        long sequence = asksFor == 0 ? PlainSequence.of(request) : PlainSequence.NONE;
        if (sequence != PlainSequence.NONE) {
            answerOne(sequence);
            return;
        }
        byte[] body = Draft.payloadOf(request);
        String subject = Subjects.text(request.copySubject());
        int dot = subject.indexOf('.', PREFIX.length());
        MessageRequest asked;
        try {
            asked = body.length == 0 ? null : MessageRequest.read(body, false);
        } catch (ApiException e) {
            status("408 Malformed Request");
            return;
        }
        if (dot > 0) {
            answerLast(subject.substring(dot + 1), asked);
        } else if (asked == null || asked.isEmpty()) {
            status("408 Empty Request");
        } else if (asked.contradictsItself()) {
            status("408 Bad Request");
        } else if (!asked.multiLast().isEmpty()) {
            answerMany(asked);
        } else if (asked.batch() > 0) {
            answerBatch(asked);
        } else {
            answerOne(asked);
        }
    }

    /** Where the subject begins that is asked for by that of the request; 0 if it names none. */
    private int startOfSubject() {
        int at = request.subjectStart() + PREFIX.length();
        while (at < endOfSubject() && request.bytes().get(at) != '.') {
            at++;
        }
        return at < endOfSubject() ? at + 1 : 0;
    }

    private boolean isLiteral(int subjectAt) {
        byte[] subject = new byte[endOfSubject() - subjectAt];
        request.bytes().get(subjectAt, subject);
        return SubjectSyntax.isValidLiteral(subject);
    }

    private int endOfSubject() {
        return request.subjectStart() + request.subjectLength();
    }

    private void answerLast(int subjectAt) {
        if (reader().lastOf(request.bytes(), subjectAt, endOfSubject() - subjectAt)) {
            message(false, NO_BATCH, 0);
        } else {
            status("404 Message Not Found");
        }
    }

    private void answerLast(String subject, @Nullable MessageRequest asked) {
        if (asked != null && asked.selects()) {
            status("408 Bad Request");
        } else {
            boolean noHeaders = asked != null && asked.noHeaders();
            answerOne(MessageRequest.lastOf(subject, noHeaders, 0));
        }
    }

    private MessageReader reader() {
        MessageReader own = reader;
        if (own == null) {
            throw new IllegalStateException("closed");
        }
        return own;
    }

    private void answerOne(MessageRequest asked) {
        if (asked.find(stream, reader())) {
            message(asked.noHeaders(), NO_BATCH, 0);
        } else {
            status("404 Message Not Found");
        }
    }

    private void answerOne(long sequence) {
        if (reader().read(sequence)) {
            message(false, NO_BATCH, 0);
        } else {
            status("404 Message Not Found");
        }
    }

    private void answerBatch(MessageRequest asked) {
        if (!asked.nextBySubject().isEmpty() && !Subjects.isValid(asked.nextBySubject())) {
            status("404 Message Not Found");
            return;
        }
        SubjectFilter filter = StreamFilters.of(asked.nextBySubject());
        long from = asked.hasStartTime() ? stream.messages().sequenceAt(asked.startTimeNanos()) : asked.sequence();
        from = Math.max(1, from);
        long pending = stream.messages().count(from, filter, false);
        long most = asked.maxBytes() > 0 ? asked.maxBytes() : host.settings().maxPendingBytes();
        long sent = 0;
        long last = 0;
        for (long i = 0; i < asked.batch() && sent < most && reader().next(from, filter); i++) {
            pending = Math.max(0, pending - 1);
            sent += message(asked.noHeaders(), pending, last);
            last = reader().sequence();
            from = last + 1;
        }
        if (last == 0) {
            status("404 Message Not Found");
        } else {
            headers.begin("204 EOB").line(NUM_PENDING, stream.messages().count(from, filter, false));
            headers.line(LAST_SEQUENCE, last).end();
            answerWith(null);
        }
    }

    private void answerMany(MessageRequest asked) {
        long upTo = asked.upToSequence();
        if (asked.hasUpToTime()) {
            upTo = stream.messages().sequenceAt(asked.upToTimeNanos());
            if (upTo <= stream.messages().state().firstSequence()) {
                status("404 No Results");
                return;
            }
            upTo--;
        }
        if (upTo == 0) {
            upTo = stream.messages().state().lastSequence();
        }
        long[] sequences = lastSequences(asked, upTo);
        if (sequences.length > MOST_RESULTS) {
            status("413 Too Many Results");
        } else if (sequences.length == 0) {
            status("404 No Results");
        } else {
            answerMany(asked, upTo, sequences);
        }
    }

    private void answerMany(MessageRequest asked, long upTo, long[] sequences) {
        long most = asked.maxBytes() > 0 ? asked.maxBytes() : host.settings().maxPendingBytes();
        long sent = 0;
        long last = 0;
        int next = 0;
        while (next < sequences.length && sent < most && (asked.batch() == 0 || next < asked.batch())) {
            long sequence = sequences[next++];
            if (reader().read(sequence)) {
                sent += message(asked.noHeaders(), sequences.length - next, last);
                last = sequence;
            }
        }
        headers.begin("204 EOB").line(NUM_PENDING, sequences.length - next);
        headers.line(LAST_SEQUENCE, last).line(UP_TO_SEQUENCE, upTo).end();
        answerWith(null);
    }

    /** The last sequence of each subject that is wanted, ascending; one more than may be at most. */
    private long[] lastSequences(MessageRequest asked, long upTo) {
        List<String> patterns =
                asked.multiLast().stream().filter(Subjects::isValid).toList();
        if (patterns.isEmpty()) {
            return new long[0];
        }
        LastSequences found = new LastSequences(asked.sequence(), upTo);
        stream.messages().subjects(StreamFilters.of(patterns), found::add);
        return found.sorted();
    }

    /** Collects last sequences, looking for earlier ones where the last is too late. */
    private final class LastSequences {
        private final long from;
        private final long upTo;
        private long[] sequences = new long[16];
        private int count;

        LastSequences(long from, long upTo) {
            this.from = from;
            this.upTo = upTo;
        }

        boolean add(byte[] subject, SubjectState state) {
            long last = state.last() <= upTo ? state.last() : lastBefore(subject, state);
            if (last >= Math.max(1, from)) {
                if (count == sequences.length) {
                    sequences = Arrays.copyOf(sequences, 2 * count);
                }
                sequences[count++] = last;
            }
            return count <= MOST_RESULTS;
        }

        private long lastBefore(byte[] subject, SubjectState state) {
            return state.first() <= upTo && reader().last(upTo, StreamFilters.of(Subjects.text(subject)))
                    ? reader().sequence()
                    : 0;
        }

        long[] sorted() {
            long[] all = Arrays.copyOf(sequences, count);
            Arrays.sort(all);
            return all;
        }
    }

    /** Answers with the message the reader stands on; returns its size. */
    private long message(boolean noHeaders, long pending, long last) {
        MessageReader found = reader();
        Publication message = found.message();
        if (noHeaders) {
            headers.clear();
        } else {
            headers.begin(message)
                    .line(STREAM, name)
                    .line(SUBJECT, message.bytes(), message.subjectStart(), message.subjectLength())
                    .line(SEQUENCE, found.sequence())
                    .time(TIME_STAMP, found.timeNanos());
            if (pending != NO_BATCH) {
                headers.line(NUM_PENDING, pending).line(LAST_SEQUENCE, last);
            }
            headers.end();
        }
        answerWith(message);
        return (long) message.subjectLength() + message.bodyLength();
    }

    private void status(String status) {
        headers.begin(status).end();
        answerWith(null);
    }

    private void answerWith(@Nullable Publication payload) {
        PublishBatch batch = answers;
        if (batch == null) {
            batch = host.batches().borrow();
            answers = batch;
        }
        batch.add(
                request.bytes(),
                request.replyStart(),
                request.replyLength(),
                headers.bytes(),
                headers.length(),
                payload);
        if (batch.isFull()) {
            send();
        }
    }
}
