package io.quoll.account.jwt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a user may do, from where, when and how: what user claims say, or the signing key with a scope in their place. Limits
 * are -1 for none.
 */
public record UserTerms(
        SubjectTerms subjects,
        List<SourceNetwork> sources,
        List<TimeWindow> times,
        String timeZone,
        long maxSubscriptions,
        long maxPayloadBytes,
        boolean bearerToken,
        boolean proxyRequired,
        List<String> connectionTypes) {

    public static final long NO_LIMIT = -1;

    private static final Pattern COMMA = Pattern.compile(",");

    /**
     * @param absentLimit what a limit is that is not named
     */
    static UserTerms of(JsonObject json, long absentLimit) throws JwtException {
        List<TimeWindow> times = new ArrayList<>();
        for (JsonObject window : json.objects("times")) {
            times.add(TimeWindow.of(window.text("start"), window.text("end")));
        }
        List<SourceNetwork> sources = new ArrayList<>();
        for (String network : sources(json)) {
            sources.add(SourceNetwork.of(network.strip()));
        }
        String zone = json.text("times_location");
        TimeWindow.zone(zone);
        return new UserTerms(
                SubjectTerms.of(json),
                List.copyOf(sources),
                List.copyOf(times),
                zone,
                json.number("subs", absentLimit),
                json.number("payload", absentLimit),
                json.flag("bearer_token"),
                json.flag("proxy_required"),
                json.texts("allowed_connection_types"));
    }

    /** A list, or a text with commas. */
    private static List<String> sources(JsonObject json) throws JwtException {
        if (!json.has("src")) {
            return List.of();
        }
        try {
            return json.texts("src");
        } catch (JwtException e) {
            String list = json.text("src");
            return list.isEmpty() ? List.of() : COMMA.splitAsStream(list).toList();
        }
    }

    /** Whether nothing at all is said, as it must be where a signing key's scope speaks. */
    boolean isUnsaid() {
        return subjects.isEmpty()
                && sources.isEmpty()
                && times.isEmpty()
                && timeZone.isEmpty()
                && maxSubscriptions == 0
                && maxPayloadBytes == 0
                && !bearerToken
                && !proxyRequired
                && connectionTypes.isEmpty();
    }

    UserTerms withSubjects(SubjectTerms others) {
        return new UserTerms(
                others,
                sources,
                times,
                timeZone,
                maxSubscriptions,
                maxPayloadBytes,
                bearerToken,
                proxyRequired,
                connectionTypes);
    }
}
