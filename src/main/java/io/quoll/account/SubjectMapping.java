package io.quoll.account;

import java.util.List;

/**
 * That what is published to some subjects goes to others instead: by chance, as the weights say. Immutable.
 *
 * @param source a pattern
 */
public record SubjectMapping(String source, List<Destination> destinations) {

    public SubjectMapping {
        destinations = List.copyOf(destinations);
    }

    /**
     * @param subject the destination of a {@link io.quoll.subject.SubjectTransform}
     * @param weight how many of a hundred messages go there
     * @param cluster the cluster it is for, empty for all that have none of their own
     */
    public record Destination(String subject, int weight, String cluster) {}
}
