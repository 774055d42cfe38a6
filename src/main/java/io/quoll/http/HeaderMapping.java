package io.quoll.http;

import io.quoll.message.Headers;
import io.vertx.core.MultiMap;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which headers travel between HTTP and messages: {@code Content-Type}, {@code traceparent}, {@code tracestate} and those that
 * begin with {@code Nats-}, {@code Quoll-} or {@code ce-}. HTTP knows no case and messages do, so names get the one that NATS
 * clients look for.
 */
public final class HeaderMapping {

    static final String CONTENT_TYPE = HttpHeaders.CONTENT_TYPE;

    private static final Set<String> AS_THEY_ARE = Set.of("traceparent", "tracestate");
    private static final String EVENT = "ce-";
    private static final List<String> CAPITAL = List.of("nats-", "quoll-");
    private static final String NO_TOKEN = "\"(),/:;<=>?@[\\]{}";
    private static final Set<String> ABBREVIATIONS = Set.of("ttl");

    /** What can stand in {@code Content-Type} as it is; parameters are kept to names and simple or quoted values. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+(?:\\s*;\\s*[\\w.+-]+=(?:[\\w.+:/-]+|\"[^\"\\\\]*\"))*\\s*");

    private HeaderMapping() {}

    /** The headers of a message that come with an HTTP request. */
    public static Map<String, List<String>> ofRequest(MultiMap http) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : http) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.equals("content-type")) {
                add(headers, CONTENT_TYPE, header.getValue());
            } else if (AS_THEY_ARE.contains(name) || name.startsWith(EVENT)) {
                add(headers, name, header.getValue());
            } else if (CAPITAL.stream().anyMatch(name::startsWith)) {
                add(headers, capitalised(name), header.getValue());
            }
        }
        return headers;
    }

    private static void add(Map<String, List<String>> headers, String name, String value) {
        headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /** {@code nats-msg-id} as {@code Nats-Msg-Id}, and {@code nats-ttl} as {@code Nats-TTL}. */
    private static String capitalised(String name) {
        StringBuilder capitalised = new StringBuilder(name.length());
        for (String word : name.split("-", -1)) {
            if (!capitalised.isEmpty()) {
                capitalised.append('-');
            }
            if (ABBREVIATIONS.contains(word)) {
                capitalised.append(word.toUpperCase(Locale.ROOT));
            } else if (!word.isEmpty()) {
                capitalised.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return capitalised.toString();
    }

    /** Puts what travels of a message's headers into an HTTP response. */
    public static void toResponse(Headers headers, Response.ResponseBuilder response) {
        travelling(headers, response::header);
    }

    /** Shows what travels of a message's headers over HTTP, but for the content type. */
    public static void travelling(Headers headers, BiConsumer<String, String> target) {
        headers.asMap().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean travels = AS_THEY_ARE.contains(lower)
                    || lower.startsWith(EVENT)
                    || CAPITAL.stream().anyMatch(lower::startsWith);
            if (travels && isToken(name)) {
                values.stream().filter(HeaderMapping::isPrintable).forEach(value -> target.accept(name, value));
            }
        });
    }

    /** Whether it can be the name of a header. */
    static boolean isToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 127 && NO_TOKEN.indexOf(c) < 0);
    }

    /** What HTTP can carry as it is; anything else would be refused or read differently on the way. */
    public static boolean isPrintable(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 127 || c == '\t');
    }

    /** The media type of a message's payload. */
    public static String contentType(Headers headers) {
        return contentType(headers.first(CONTENT_TYPE));
    }

    /** The type if HTTP can carry it, else that of any bytes. */
    public static String contentType(@Nullable String type) {
        return type != null && isPrintable(type) && MEDIA_TYPE.matcher(type).matches()
                ? type
                : "application/octet-stream";
    }
}
