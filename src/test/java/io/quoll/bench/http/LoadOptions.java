package io.quoll.bench.http;

import java.util.HashMap;
import java.util.Map;

/** What a run was asked to do: {@code --name value}, in any order. */
record LoadOptions(Map<String, String> given) {

    static LoadOptions of(String[] arguments, int from) {
        Map<String, String> given = new HashMap<>();
        for (int i = from; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("not an option with a value: " + arguments[i]);
            }
            given.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return new LoadOptions(given);
    }

    String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        String text = given.get(name);
        return text == null
                ? otherwise
                : Integer.parseInt(text.replace("k", "000").replace("m", "000000"));
    }

    int httpPort() {
        return number("http", 8080);
    }

    int natsPort() {
        return number("nats", 4222);
    }

    /** Bytes of a payload, which begins with the message's number. */
    int size() {
        return Math.max(NumberedPayload.DIGITS, number("size", 128));
    }

    ServerProcess server() {
        return new ServerProcess(number("pid", 0));
    }

    /** The media type of streams. */
    String mediaType() {
        String format = text("format", "frames");
        return switch (format) {
            case "frames" -> "application/vnd.quoll.frames";
            case "ndjson" -> "application/x-ndjson";
            case "sse" -> "text/event-stream";
            default -> throw new IllegalArgumentException("--format is frames, ndjson or sse, not " + format);
        };
    }

    MessageScan scan() {
        return text("format", "frames").equals("frames") ? new FrameScan() : new LineScan(size());
    }
}
