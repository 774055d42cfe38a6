package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.router.PublishBatches;
import io.quoll.router.SubjectRouter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the streams of one account live on. Any thread. */
public interface StreamHost {

    /** The account's name. */
    String account();

    SubjectRouter router();

    PublishBatches batches();

    /** The threads that streams share; a task may wait for the disk. */
    Executor threads();

    StreamTimer timer();

    InstantSource clock();

    StreamSettings settings();

    /** The stream of that name in this account, or null. */
    @Nullable
    Stream stream(String name);

    /** The stream of this account that another one takes messages from, or null. */
    @Nullable
    Stream origin(StreamSource source);

    /** All streams of this account. */
    Collection<Stream> streams();

    /** What the account and the server keep in all. */
    StorageUse use();

    /** How many atomic batches are underway in the whole server. */
    AtomicInteger batchesUnderway();

    /** Tells whoever listens what happened; the type and the subject are given without what all have in common. */
    void advise(String type, String subject, Consumer<JsonOutput> fields);
}
