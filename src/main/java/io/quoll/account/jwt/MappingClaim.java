package io.quoll.account.jwt;

import java.util.ArrayList;
import java.util.List;

/** That what is published to some subjects of an account goes to others instead. */
public record MappingClaim(String source, List<Destination> destinations) {

    private static final long WHOLE = 100;

    /** Where so many of a hundred messages go. */
    public record Destination(String subject, int weight, String cluster) {}

    static MappingClaim of(String source, List<?> items) throws JwtException {
        List<Destination> destinations = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof JsonObject destination)) {
                throw new JwtException("a mapping to something that is no destination");
            }
            long weight = destination.number("weight");
            destinations.add(new Destination(
                    destination.text("subject"), (int) (weight == 0 ? WHOLE : weight), destination.text("cluster")));
        }
        return new MappingClaim(source, List.copyOf(destinations));
    }
}
