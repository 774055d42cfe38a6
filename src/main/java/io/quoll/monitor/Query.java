package io.quoll.monitor;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The query parameters of a request, read as nats-server reads them: an absent or empty one is false, zero or empty, and
 * one that is not understood ends the request with a plain text of what is wrong.
 */
final class Query {

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("", "0", "f", "F", "false", "False", "FALSE");

    private final UnaryOperator<String> values;

    Query(UriInfo uri) {
        this(name -> {
            String value = uri.getQueryParameters().getFirst(name);
            return value == null ? "" : value;
        });
    }

    /**
     * @param values the value of each parameter by its name, empty for none
     */
    Query(UnaryOperator<String> values) {
        this.values = values;
    }

    String text(String name) {
        return values.apply(name);
    }

    boolean flag(String name) {
        String value = text(name);
        if (TRUE.contains(value)) {
            return true;
        }
        if (FALSE.contains(value)) {
            return false;
        }
        throw bad("Error decoding boolean for '" + name + "': \"" + value + "\" is neither true nor false");
    }

    /** A whole number, negative ones included. */
    int number(String name) {
        String value = text(name);
        try {
            return value.isEmpty() ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw bad("Error decoding int for '" + name + "': \"" + value + "\" is no number of 32 bits");
        }
    }

    /** A number that is not negative. */
    long id(String name) {
        String value = text(name);
        try {
            return value.isEmpty() ? 0 : Long.parseUnsignedLong(value);
        } catch (NumberFormatException e) {
            throw bad("Error decoding uint64 for '" + name + "': \"" + value + "\" is no unsigned number of 64 bits");
        }
    }

    static BadRequestException bad(String text) {
        return new BadRequestException(Response.status(Response.Status.BAD_REQUEST)
                .entity(text)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .build());
    }
}
