package io.quoll.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a client sends, what the decoder makes of it, and what the server says. The client has said CONNECT with {@link
 * RawClient#USUAL} and has subscribed to everything as {@code s}. Text stands for its bytes, one a character.
 *
 * @param calls as {@link RecordedCalls} writes them
 * @param answer up to the connection's end, or as far as it goes while the connection stays
 */
public record WireCase(String name, String sent, List<String> calls, String answer, boolean closes) {

    static WireCase stays(String name, String sent, List<String> calls, String answer) {
        return new WireCase(name, sent, calls, answer, false);
    }

    static WireCase closes(String name, String sent, List<String> calls, String answer) {
        return new WireCase(name, sent, calls, answer, true);
    }

    public byte[] bytes() {
        return sent.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
