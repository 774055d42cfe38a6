package io.quoll.http.object;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.StoredMessage;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * Makes an object's bytes, or a range of them, of its chunks. Fails at the end if there are not as many as there should be, or
 * if all of them have another digest. On the request's loop.
 */
final class Download {

    private final ObjectInfo info;
    private final ByteRange range;
    private final MessageDigest digest = Sha256.digest();
    private long at;

    Download(ObjectInfo info, ByteRange range) {
        this.info = info;
        this.range = range;
    }

    /** The bytes, as the chunks come. */
    Multi<Buffer> bytes(Multi<List<StoredMessage>> chunks) {
        Multi<Buffer> judged = Multi.createFrom()
                .deferred(() -> isComplete()
                        ? Multi.createFrom().empty()
                        : Multi.createFrom()
                                .failure(Problem.of(
                                                ProblemType.INTERNAL_ERROR,
                                                "the object's chunks are not those it was made of")
                                        .asException()));
        return Multi.createBy().concatenating().streams(chunks.map(this::wanted), judged);
    }

    private Buffer wanted(List<StoredMessage> chunks) {
        Buffer wanted = Buffer.buffer();
        for (StoredMessage chunk : chunks) {
            byte[] bytes = chunk.message().payload();
            digest.update(bytes);
            long from = Math.max(range.start(), at) - at;
            long to = Math.min(range.end() - at, bytes.length);
            if (from < to) {
                wanted.appendBytes(bytes, (int) from, (int) (to - from));
            }
            at += bytes.length;
        }
        return wanted;
    }

    private boolean isComplete() {
        return at == info.size() && info.isDigestOf(digest);
    }
}
