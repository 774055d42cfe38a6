package io.quoll.jetstream.api;

import io.quoll.jetstream.snapshot.Restoration;
import io.quoll.jetstream.snapshot.Snapshot;
import io.quoll.jetstream.snapshot.SnapshotRequest;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamConfigCodec;
import io.quoll.jetstream.stream.StreamFilling;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.JsonInput;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests for snapshots of streams, and for streams from snapshots; at most {@value #MOST} underway in a server. */
final class SnapshotEndpoints {

    private static final int NAME = 4;
    private static final int MOST = 16;

    private final StreamDescription description;
    private final AtomicInteger underway = new AtomicInteger();

    SnapshotEndpoints(StreamDescription description) {
        this.description = description;
    }

    void addTo(EndpointTable table) {
        table.add("STREAM.SNAPSHOT.*", "stream_snapshot", this::snapshot)
                .add("STREAM.RESTORE.*", "stream_restore", this::restore);
    }

    private void snapshot(ApiRequest request) {
        if (request.isEmpty()) {
            throw ApiError.BAD_REQUEST.with();
        }
        Stream stream = request.stream(NAME);
        SnapshotRequest asked = SnapshotRequest.read(
                request.payload(), request.account().settings().strict());
        if (!Subjects.isValidLiteral(asked.deliverSubject())) {
            throw ApiError.SNAPSHOT_DELIVER_SUBJECT_INVALID.with();
        }
        enter(ApiError.STREAM_SNAPSHOT);
        request.on(stream, () -> {
            Snapshot snapshot = new Snapshot(
                    stream,
                    asked,
                    request.lane(),
                    request.account().advisories().nextId(),
                    underway::decrementAndGet);
            request.answer(out -> {
                out.object("config", c -> StreamConfigCodec.write(c, description.shown(stream.config())));
                out.object("state", s -> snapshot.write(s, 0));
            });
            snapshot.start();
        });
    }

    private void enter(ApiError tooMany) {
        if (underway.incrementAndGet() > MOST) {
            underway.decrementAndGet();
            throw tooMany.with("too many are underway");
        }
    }

    private void restore(ApiRequest request) {
        if (request.isEmpty()) {
            throw ApiError.BAD_REQUEST.with();
        }
        StreamConfigCodec.Reader reader = new StreamConfigCodec.Reader();
        request.read("JSApiStreamRestoreRequest", (field, value) -> {
            switch (field) {
                case "config" -> value.fields("StreamConfig", reader);
                // What the snapshot itself says counts.
                case "state" -> value.fields("StreamState", new Ignored());
                default -> {
                    return false;
                }
            }
            return true;
        });
        String name = request.token(NAME);
        StreamConfig asked = reader.config();
        if (!asked.name().isEmpty() && !asked.name().equals(name)) {
            throw ApiError.STREAM_MISMATCH.with();
        }
        AccountStreams account = request.account();
        StreamConfig config = account.judgeRestored(asked.withName(name));
        enter(ApiError.STREAM_RESTORE);
        StreamFilling filling;
        try {
            filling = new StreamFilling(account, account.directory(), config);
        } catch (RuntimeException e) {
            underway.decrementAndGet();
            throw e;
        }
        Restoration restoration =
                new Restoration(account, filling, account.advisories().nextId(), new Ending(account));
        restoration.start();
        request.answer(out -> out.text("deliver_subject", restoration.subject()));
    }

    /** Fields of which no note is taken. */
    private static final class Ignored implements JsonInput.Fields {
        @Override
        public boolean take(String name, JsonInput value) {
            value.skip();
            return true;
        }
    }

    /** The last chunk is answered as the creation of a stream is. */
    private final class Ending implements Restoration.Ending {
        private final AccountStreams account;

        Ending(AccountStreams account) {
            this.account = account;
        }

        @Override
        public void restored(Stream stream, byte[] reply, int lane) {
            underway.decrementAndGet();
            account.execute(() -> {
                try {
                    account.enterRestored(stream);
                } catch (ApiException e) {
                    stream.execute(stream::delete);
                    account.answer(reply, lane, "stream_create", e::writeTo);
                    return;
                }
                stream.execute(
                        () -> account.answer(reply, lane, "stream_create", out -> description.write(out, stream)));
            });
        }

        @Override
        public void failed(ApiException why, byte[] reply, int lane) {
            underway.decrementAndGet();
            account.answer(reply, lane, "stream_create", why::writeTo);
        }

        @Override
        public void stalled() {
            underway.decrementAndGet();
        }
    }
}
