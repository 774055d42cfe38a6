package io.quoll.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run needs to know of the server's INFO. */
record ServerGreeting(boolean headers, boolean tlsRequired, long maxPayload) {

    private static final Pattern MAX_PAYLOAD = Pattern.compile("\"max_payload\"\\s*:\\s*([0-9]{1,18})");

    static ServerGreeting parse(String json) {
        Matcher matcher = MAX_PAYLOAD.matcher(json);
        long maxPayload = matcher.find() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
        return new ServerGreeting(isTrue(json, "headers"), isTrue(json, "tls_required"), maxPayload);
    }

    private static boolean isTrue(String json, String name) {
        return Pattern.compile("\"" + name + "\"\\s*:\\s*true").matcher(json).find();
    }
}
