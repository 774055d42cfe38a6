package io.quoll.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service that judges clients for a server, as somebody would write it with the official client. */
public final class AuthService {

    private static final Pattern USER_KEY = Pattern.compile("\"user_nkey\":\"([^\"]+)\"");
    private static final Pattern SERVER_ID = Pattern.compile("\"server_id\":\\{[^}]*\"id\":\"([^\"]+)\"");

    private final List<String> requests = new CopyOnWriteArrayList<>();

    private AuthService() {}

    /** What the service knows of a request when it answers. */
    public record Question(String claims, String userKey, String serverId) {

        /** The whole answer, with the user's claims. */
        public String accept(Signer issuer, String userToken) {
            return TokenDraft.of("authorization_response", userKey)
                    .audience(serverId)
                    .nats("\"jwt\":\"" + userToken + "\"")
                    .signedBy(issuer);
        }

        public String refuse(Signer issuer, String reason) {
            return TokenDraft.of("authorization_response", userKey)
                    .audience(serverId)
                    .nats("\"error\":\"" + reason + "\"")
                    .signedBy(issuer);
        }
    }

    /**
     * Begins to answer.
     *
     * @param judge answers a question with a token
     */
    public static AuthService start(Connection connection, BiFunction<AuthService, Question, String> judge)
            throws Exception {
        AuthService service = new AuthService();
        Dispatcher dispatcher = connection.createDispatcher(request -> {
            String token = new String(request.getData(), UTF_8);
            String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
            service.requests.add(claims);
            Question question = new Question(claims, first(USER_KEY, claims), first(SERVER_ID, claims));
            connection.publish(
                    request.getReplyTo(), judge.apply(service, question).getBytes(UTF_8));
        });
        dispatcher.subscribe("$SYS.REQ.USER.AUTH");
        connection.flush(Duration.ofSeconds(10));
        return service;
    }

    /** The claims of all requests so far. */
    public List<String> requests() {
        return requests;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError(pattern + " is not in " + text);
        }
        return matcher.group(1);
    }
}
