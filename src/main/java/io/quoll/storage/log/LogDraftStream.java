package io.quoll.storage.log;

import io.quoll.storage.DraftStream;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StorageException;
import io.quoll.storage.StoredStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/** A stream in a directory that is deleted at the next start, until it gets its own name. One thread at a time. */
final class LogDraftStream implements DraftStream {

    private static final Logger LOG = System.getLogger(LogDraftStream.class.getName());

    private final LogStoredStream stream;
    private final Supplier<StoredStream> naming;
    private final Runnable deleting;
    private boolean ended;

    /**
     * @param naming gives its directory the name of the stream, or throws if there is one
     * @param deleting deletes its directory
     */
    LogDraftStream(LogStoredStream stream, Supplier<StoredStream> naming, Runnable deleting) {
        this.stream = stream;
        this.naming = naming;
        this.deleting = deleting;
    }

    @Override
    public MessageStore messages() {
        return stream.messages();
    }

    @Override
    public StoredStream complete() {
        try {
            stream.messages().force();
            stream.close();
            StoredStream named = naming.get();
            ended = true;
            return named;
        } finally {
            discard();
        }
    }

    @Override
    public void discard() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            stream.close();
        } catch (StorageException e) {
            LOG.log(Level.DEBUG, "A draft could not be closed in order: {0}", e.getMessage());
        }
        deleting.run();
    }
}
