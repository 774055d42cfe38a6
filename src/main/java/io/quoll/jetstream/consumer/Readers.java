package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Stream;
import io.quoll.storage.MessageReader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The places from which consumers of one stream read on, kept for the last {@value #MOST} that read anything. For the stream's
 * executor.
 */
final class Readers {

    private static final int MOST = 64;

    private final Stream stream;
    private final Map<Object, MessageReader> readers = new LinkedHashMap<>(16, 0.75f, true);

    Readers(Stream stream) {
        this.stream = stream;
    }

    /** A reader, left where its owner had it if it was not long ago; to be asked for anew in each turn. */
    MessageReader of(Object owner) {
        MessageReader reader = readers.get(owner);
        if (reader == null) {
            if (readers.size() >= MOST) {
                Iterator<MessageReader> eldest = readers.values().iterator();
                eldest.next().close();
                eldest.remove();
            }
            reader = stream.reader();
            readers.put(owner, reader);
        }
        return reader;
    }

    void close(Object owner) {
        MessageReader reader = readers.remove(owner);
        if (reader != null) {
            reader.close();
        }
    }

    void close() {
        readers.values().forEach(MessageReader::close);
        readers.clear();
    }
}
