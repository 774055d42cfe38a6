package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoreState;
import java.util.Map;

/** A stream's state as clients see it. Stateless. */
public final class StreamStateJson {

    private StreamStateJson() {}

    /**
     * @param deletedDetails whether the sequences that are missing in between are listed
     * @param subjects how many messages there are of some subjects
     */
    public static void write(JsonOutput out, Stream stream, boolean deletedDetails, Map<String, Long> subjects) {
        MessageStore messages = stream.messages();
        StoreState state = messages.state();
        out.object("state", o -> {
            o.number("messages", state.messages())
                    .number("bytes", state.bytes())
                    .number("first_seq", firstSequence(state))
                    .time("first_ts", state.firstTimeNanos())
                    .number("last_seq", state.lastSequence())
                    .time("last_ts", state.lastTimeNanos())
                    .numberIfAny("num_subjects", state.subjects());
            if (!subjects.isEmpty()) {
                o.object("subjects", s -> subjects.forEach(s::number));
            }
            o.numberIfAny("num_deleted", state.removed());
            if (deletedDetails) {
                o.numbersIfAny("deleted", messages.removedSequences());
            }
            if (state.lostMessages() > 0) {
                o.object("lost", l -> l.number("msgs", state.lostMessages()).number("bytes", 0));
            }
            o.number("consumer_count", stream.consumers().count());
        });
    }

    /** A stream that never had a message begins with none. */
    private static long firstSequence(StoreState state) {
        return state.lastSequence() == 0 ? 0 : state.firstSequence();
    }
}
