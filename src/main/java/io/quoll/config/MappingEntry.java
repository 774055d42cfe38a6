package io.quoll.config;

import java.util.List;

/** Where messages to some subjects go instead. */
public record MappingEntry(String source, List<Destination> destinations) {

    public MappingEntry {
        destinations = List.copyOf(destinations);
    }

    /**
     * @param weight of a hundred messages
     * @param cluster the cluster it is for, empty for any
     */
    public record Destination(String subject, int weight, String cluster) {}
}
