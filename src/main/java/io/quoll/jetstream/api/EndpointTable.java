package io.quoll.jetstream.api;

import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectSyntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which request is answered by whom, and what the answer's type is called. Filled at the start, then read by any thread. */
public final class EndpointTable {

    /** One row. */
    record Row(SubjectPattern pattern, String type, Endpoint endpoint) {}

    private final List<Row> rows = new ArrayList<>();

    /**
     * @param pattern what stands behind {@code $JS.API.}, with stars for names; the first one that matches has it
     * @param type what stands before {@code _response} in the answer's type
     */
    public EndpointTable add(String pattern, String type, Endpoint endpoint) {
        rows.add(new Row(SubjectPattern.of(pattern), type, endpoint));
        return this;
    }

    @Nullable
    Row find(byte[] operation) {
        for (Row row : rows) {
            if (SubjectSyntax.matches(row.pattern().bytes(), operation)) {
                return row;
            }
        }
        return null;
    }
}
