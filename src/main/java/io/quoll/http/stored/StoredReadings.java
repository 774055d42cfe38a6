package io.quoll.http.stored;

import io.quoll.http.ApiBroker;
import io.quoll.http.Caller;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.reading.StreamReadings;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.subject.SubjectPattern;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Where whatever HTTP reads of streams comes from: finds them, and judges who may read what. Any thread. */
@Singleton
public final class StoredReadings {

    /** What a client on TCP would have to be allowed to publish to; the consumer's name stands for those it would choose. */
    private static final String CREATE = "$JS.API.CONSUMER.CREATE.";

    private static final String CONSUMER = ".http";

    private final ApiBroker broker;
    private final StreamReadings readings = new StreamReadings();

    @Inject
    StoredReadings(ApiBroker broker) {
        this.broker = broker;
    }

    public StreamReadings readings() {
        return readings;
    }

    /** The messages of the subjects in a stream, of which nothing is read yet. */
    public StoredReading open(StreamApi api, String stream, String subjects) {
        SubjectPattern pattern = SubjectPattern.of(subjects);
        return new StoredReading(
                readings,
                readable(api.caller(), stream, List.of(pattern)),
                pattern,
                api.request().loop());
    }

    /**
     * The stream of that name in the caller's account, if messages with these filters may be read: as on TCP by whoever may
     * create a consumer that has them.
     *
     * @throws io.quoll.http.problem.ProblemException if they may not
     * @throws io.quoll.jetstream.wire.ApiException if there is no such stream
     */
    public Stream readable(Caller caller, String stream, List<SubjectPattern> filters) {
        String subject = CREATE + stream + CONSUMER + (filters.size() == 1 ? "." + filters.get(0) : "");
        caller.publishable(new Message(subject, null, Headers.NONE, new byte[0]));
        return find(broker, caller, stream);
    }

    /**
     * The stream of that name in the caller's account.
     *
     * @throws io.quoll.jetstream.wire.ApiException if there is none
     */
    public static Stream find(ApiBroker broker, Caller caller, String name) {
        AccountStreams streams = broker.streams(caller.user().account());
        if (streams == null) {
            throw ApiError.NOT_ENABLED_FOR_ACCOUNT.with();
        }
        Stream stream = streams.stream(name);
        if (stream == null) {
            throw ApiError.STREAM_NOT_FOUND.with();
        }
        return stream;
    }
}
