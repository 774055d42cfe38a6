package io.quoll.http;

import io.quoll.http.format.Entry;
import io.quoll.http.format.EntryReader;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.message.Message;
import io.quoll.router.PublishReceipt;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A streaming publish: reads messages as the body comes in, publishes those together that have come in together, and writes
 * receipts to the same exchange. The next read waits until the receipts of the one before are taken and until no receiver asks for a pause, so
 * that flow control slows the producer down. On the request's loop.
 */
final class PublishStream {

    private static final PublishReceipt NOTHING = new PublishReceipt(List.of(), 0);

    private final Caller caller;
    private final Requirement required;
    private final EntryReader reader;
    private final StreamFormat format;
    private final Executor loop;
    private final Duration timeout;
    private final Receipts receipts;

    PublishStream(
            Caller caller,
            Requirement required,
            EntryReader reader,
            StreamFormat format,
            Executor loop,
            Duration timeout) {
        this.caller = caller;
        this.required = required;
        this.receipts = new Receipts(required);
        this.reader = reader;
        this.format = format;
        this.loop = loop;
        this.timeout = timeout;
    }

    /** The receipts, written; ends when the body has ended, or with a problem where it cannot be understood any more. */
    Multi<Buffer> receipts(HttpServerRequest body) {
        Multi<List<Entry>> reads = new GatheredBody(body).map(reader::read);
        Multi<List<Entry>> last = Multi.createFrom().deferred(() -> {
            Entry rest = reader.end();
            return rest == null
                    ? Multi.createFrom().empty()
                    : Multi.createFrom().item(List.of(rest));
        });
        return Multi.createBy()
                .concatenating()
                .streams(reads, last)
                .onItem()
                .transformToMultiAndConcatenate(this::publish);
    }

    /** The receipts of what was read together; fails behind them if the rest cannot be understood. */
    private Multi<Buffer> publish(List<Entry> entries) {
        List<Message> messages = new ArrayList<>(entries.size());
        List<@Nullable Problem> refusals = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Message message = null;
            Problem refusal = entry.problem();
            if (entry.message() != null) {
                try {
                    message = caller.publishable(entry.message());
                } catch (ProblemException e) {
                    refusal = e.problem();
                }
            }
            if (entry.isLast() && refusal != null) {
                Multi<Buffer> end = Multi.createFrom().failure(refusal.asException());
                return Multi.createBy().concatenating().streams(publish(messages, refusals), end);
            }
            refusals.add(refusal);
            if (message != null) {
                messages.add(message);
            }
        }
        return publish(messages, refusals);
    }

    private Multi<Buffer> publish(List<Message> messages, List<@Nullable Problem> refusals) {
        if (refusals.isEmpty()) {
            return Multi.createFrom().empty();
        }
        Uni<PublishReceipt> published = messages.isEmpty()
                ? Uni.createFrom().item(NOTHING)
                : caller.exchange().publishAll(messages, required.publishesToStreamsOnly());
        return published
                .ifNoItem()
                .after(timeout)
                .fail()
                .emitOn(loop)
                .flatMap(receipt -> {
                    Uni<Buffer> written = Uni.createFrom().item(receipts.write(format, refusals, receipt.outcomes()));
                    return receipt.stallNanos() == 0
                            ? written
                            : written.onItem()
                                    .delayIt()
                                    .by(Duration.ofNanos(receipt.stallNanos()))
                                    .emitOn(loop);
                })
                .toMulti();
    }
}
