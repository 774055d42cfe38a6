package io.quoll.http.cloudevents;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The subject an event goes to, made from a template in which names of attributes stand in braces: {@code events.{type}}.
 * Whether what comes out is a valid subject is judged later, as with any other.
 */
public final class EventSubject {

    /** The event's type as it is. */
    public static final String USUAL = "{type}";

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    private final String template;

    public EventSubject(String template) {
        this.template = template;
    }

    public String of(CloudEvent event) {
        Matcher places = PLACE.matcher(template);
        StringBuilder subject = new StringBuilder();
        while (places.find()) {
            String name = places.group(1);
            String value = event.attribute(name);
            if (value == null) {
                throw Problem.of(ProblemType.INVALID_EVENT, "the event lacks '" + name + "', which its subject needs")
                        .asException();
            }
            places.appendReplacement(subject, Matcher.quoteReplacement(value));
        }
        return places.appendTail(subject).toString();
    }
}
