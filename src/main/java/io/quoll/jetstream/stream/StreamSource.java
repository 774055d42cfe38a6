package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfig.SubjectMapping;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose messages another one takes over, and which of them.
 *
 * @param startTimeNanos since the epoch, 0 for none
 */
public record StreamSource(
        String name,
        long startSequence,
        long startTimeNanos,
        String filterSubject,
        List<SubjectMapping> transforms,
        @Nullable External external,
        @Nullable DurableConsumer consumer) {

    /** Where another account or domain has put its requests and deliveries. */
    public record External(String apiPrefix, String deliverPrefix) {}

    /** A consumer of the other stream made for this purpose beforehand. */
    public record DurableConsumer(String name, String deliverSubject) {}

    /**
     * Whether it is in another account or domain.
     *
     * @param domain that of this server, or nothing
     */
    public boolean isElsewhere(String domain) {
        External other = external;
        return other != null
                && !other.apiPrefix().isEmpty()
                && (domain.isEmpty() || !other.apiPrefix().equals("$JS." + domain + ".API"));
    }

    /** Tells this source from other ones of the same stream; stands in the header of each message taken over. */
    public String indexName() {
        String origin = external == null || external.apiPrefix().isEmpty()
                ? name
                : name + ":" + Integer.toHexString(external.apiPrefix().hashCode());
        String filters = transforms.isEmpty()
                ? filterSubject.isEmpty() ? ">" : filterSubject
                : transforms.stream()
                        .map(t -> t.source().isEmpty() ? ">" : t.source())
                        .collect(Collectors.joining("\f"));
        String destinations = transforms.isEmpty()
                ? ">"
                : transforms.stream()
                        .map(t -> t.destination().isEmpty() ? ">" : t.destination())
                        .collect(Collectors.joining("\f"));
        return origin + " " + filters + " " + destinations;
    }
}
