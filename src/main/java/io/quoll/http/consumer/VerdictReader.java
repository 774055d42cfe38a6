package io.quoll.http.consumer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client says of messages: one object, an array of them, or one a line. A string in place of an object is a token
 * of a message that is done. For one body.
 */
final class VerdictReader {

    private static final int MOST = 10_000;
    private static final int LONGEST_REASON = 1024;

    private final List<Verdict> verdicts = new ArrayList<>();
    private boolean isOne = true;

    private VerdictReader() {}

    /** What was said, and whether it was of just one message. */
    record Said(List<Verdict> verdicts, boolean isOne) {}

    /**
     * @throws ProblemException if it makes no sense
     */
    static Said read(byte[] body) {
        VerdictReader reader = new VerdictReader();
        try (JsonParser json = new JsonFactory().createParser(body)) {
            while (json.nextToken() != null) {
                reader.value(json);
            }
        } catch (JsonProcessingException e) {
            throw invalid("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid("not JSON: " + e.getMessage());
        }
        if (reader.verdicts.isEmpty()) {
            throw invalid("there is no token");
        }
        return new Said(reader.verdicts, reader.isOne && reader.verdicts.size() == 1);
    }

    private void value(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            element(json);
            return;
        }
        isOne = false;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw invalid("the array does not end");
            }
            element(json);
        }
    }

    private void element(JsonParser json) throws IOException {
        if (verdicts.size() == MOST) {
            throw invalid("there are more than " + MOST + " tokens");
        }
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            verdicts.add(new Verdict(json.getText(), Verdict.Action.ACK, null, null));
        } else if (json.currentToken() == JsonToken.START_OBJECT) {
            verdicts.add(object(json));
        } else {
            throw invalid("a token is a string, or in an object with a member 'token'");
        }
    }

    private static Verdict object(JsonParser json) throws IOException {
        String token = null;
        Verdict.Action action = Verdict.Action.ACK;
        Long delay = null;
        String reason = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "token" -> token = text(json, name);
                case "action" -> action = action(text(json, name));
                case "delay" -> delay = delay(text(json, name));
                case "reason" -> reason = text(json, name);
                default -> throw invalid("unknown member '" + name + "'");
            }
        }
        return checked(token, action, delay, reason);
    }

    private static Verdict checked(
            @Nullable String token, Verdict.Action action, @Nullable Long delay, @Nullable String reason) {
        if (token == null) {
            throw invalid("an object without a token");
        }
        if (delay != null && action != Verdict.Action.NAK) {
            throw invalid("'delay' is for the action nak only");
        }
        if (reason != null && (action != Verdict.Action.TERM || reason.length() > LONGEST_REASON)) {
            throw invalid("'reason' is for the action term only, and has " + LONGEST_REASON + " characters at most");
        }
        return new Verdict(token, action, delay, reason);
    }

    private static String text(JsonParser json, String name) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw invalid("'" + name + "' must be a string");
        }
        return json.getText();
    }

    private static Verdict.Action action(String text) {
        for (Verdict.Action action : Verdict.Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(text)) {
                return action;
            }
        }
        throw invalid("'action' must be one of ack, nak, progress, term");
    }

    private static long delay(String text) {
        try {
            return Verdict.delay(text);
        } catch (IllegalArgumentException e) {
            throw invalid("'delay' must be a time such as 300ms, 5s or 2m");
        }
    }

    private static ProblemException invalid(String detail) {
        return Problem.of(ProblemType.INVALID_BODY, detail).asException();
    }
}
