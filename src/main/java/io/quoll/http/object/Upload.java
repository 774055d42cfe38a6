package io.quoll.http.object;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.StoredPublish;
import io.quoll.http.stored.StreamApi;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A body on its way into a bucket: cut into chunks as it comes, each stored before more than {@link #WINDOW} others are read.
 * A client that sends nothing for {@link #LONGEST_SILENCE} is given up. On the request's loop.
 */
final class Upload {

    private static final int WINDOW = 8;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final StreamApi api;
    private final String subject;
    private final int chunkBytes;
    private final MessageDigest digest = Sha256.digest();
    private Buffer gathered = Buffer.buffer();
    private long size;
    private long chunks;

    /**
     * What came.
     *
     * @param digest as it is stored
     */
    record Result(int chunkBytes, long size, long chunks, String digest) {}

    Upload(StreamApi api, String subject, int chunkBytes) {
        this.api = api;
        this.subject = subject;
        this.chunkBytes = chunkBytes;
    }

    /** Stores all of the body. */
    Uni<Result> run() {
        Multi<byte[]> full = MultiHelper.toMulti(api.request().http())
                .ifNoItem()
                .after(LONGEST_SILENCE)
                .failWith(() -> Problem.of(
                                ProblemType.BODY_TIMEOUT, "nothing came for " + LONGEST_SILENCE.toSeconds() + " s")
                        .asException())
                .onItem()
                .transformToMultiAndConcatenate(read -> Multi.createFrom().iterable(cut(read)));
        Multi<byte[]> last = Multi.createFrom().deferred(() -> {
            byte[] rest = gathered.getBytes();
            return rest.length == 0
                    ? Multi.createFrom().empty()
                    : Multi.createFrom().item(rest);
        });
        return Multi.createBy()
                .concatenating()
                .streams(full, last)
                .onItem()
                .transformToUni(this::store)
                .merge(WINDOW)
                .onItem()
                .ignoreAsUni()
                .emitOn(api.request().loop())
                .map(ignored -> new Result(chunkBytes, size, chunks, ObjectInfo.digest(digest.digest())));
    }

    /** The chunks that are complete with this read. */
    private List<byte[]> cut(Buffer read) {
        gathered.appendBuffer(read);
        if (gathered.length() < chunkBytes) {
            return List.of();
        }
        List<byte[]> complete = new ArrayList<>();
        int at = 0;
        for (; at + chunkBytes <= gathered.length(); at += chunkBytes) {
            complete.add(gathered.getBytes(at, at + chunkBytes));
        }
        gathered = Buffer.buffer(gathered.getBytes(at, gathered.length()));
        return complete;
    }

    private Uni<Long> store(byte[] chunk) {
        digest.update(chunk);
        size += chunk.length;
        chunks++;
        return new StoredPublish(api).publish(new Message(subject, null, Headers.NONE, chunk));
    }
}
