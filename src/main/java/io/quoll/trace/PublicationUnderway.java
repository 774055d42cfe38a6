package io.quoll.trace;

import io.quoll.message.Publication;
import io.quoll.trace.SpanRecorder.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What is published on one lane at this moment, if it is followed: receivers that keep the message take from here what led to
 * it. For the lane's thread.
 */
public final class PublicationUnderway {

    private final Tracing tracing;
    private @Nullable Span publish;
    private @Nullable Span deliver;
    private int kept;

    PublicationUnderway(Tracing tracing) {
        this.tracing = tracing;
    }

    /**
     * A message is about to be handed to its receivers. One that is published meanwhile, in answer to it, is not followed.
     *
     * @return whether it is followed, and {@link #end} is to be called
     */
    public boolean begin(Publication message, boolean byClient) {
        if (publish != null) {
            return false;
        }
        Span begun = tracing.publish(message, byClient);
        if (begun == null) {
            return false;
        }
        publish = begun;
        deliver = tracing.step(Kind.OWN, "deliver", "", begun.context(), message);
        kept = 0;
        return true;
    }

    /** Its receivers have it. */
    public void end(int receivers) {
        Span begun = publish;
        Span delivering = deliver;
        publish = null;
        deliver = null;
        if (begun != null && delivering != null) {
            if (receivers > kept) {
                delivering.with(Tracing.RECEIVERS, receivers - kept).end();
            }
            begun.with(Tracing.RECEIVERS, receivers).end();
        }
    }

    /** A receiver keeps the message, and goes on with it later; {@code null} if it is not followed. */
    public @Nullable TraceParent keep() {
        Span begun = publish;
        if (begun == null) {
            return null;
        }
        kept++;
        return begun.context();
    }
}
