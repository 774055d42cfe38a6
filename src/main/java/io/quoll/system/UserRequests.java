package io.quoll.system;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.Account;
import io.quoll.account.Permissions;
import io.quoll.account.ResponseRules;
import io.quoll.account.SubjectRules;
import io.quoll.account.TokenProof;
import io.quoll.account.User;
import io.quoll.connection.ClientRequests;
import io.quoll.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what every user may ask of the server in its own account: who it is, and about its account. Such requests go to
 * nobody else, whoever subscribes to them there. Called on the user's loop.
 */
final class UserRequests implements ClientRequests {

    private static final String USER_INFO = "$SYS.REQ.USER.INFO";

    /** What is asked about the own account, by subject. */
    private static final Map<String, String> ABOUT_ACCOUNT = Map.of(
            "$SYS.REQ.ACCOUNT.PING.CONNZ", "CONNZ",
            "$SYS.REQ.SERVER.PING.CONNZ", "CONNZ",
            "$SYS.REQ.ACCOUNT.PING.STATZ", "STATZ");

    private final Answers answers;
    private final AccountRequests accounts;
    private final SystemExchange exchange;
    private final ServerFacts server;

    UserRequests(Answers answers, AccountRequests accounts, SystemExchange exchange, ServerFacts server) {
        this.answers = answers;
        this.accounts = accounts;
        this.exchange = exchange;
        this.server = server;
    }

    @Override
    public boolean take(Message request, User user, Consumer<byte[]> reply) {
        if (request.subject().equals(USER_INFO)) {
            reply.accept(answers.data(json -> writeUser(json, user)));
            return true;
        }
        String what = ABOUT_ACCOUNT.get(request.subject());
        // In the system account the same subjects are about everything.
        if (what == null || user.account() == exchange.account()) {
            return false;
        }
        Account account = user.account();
        exchange.work(() -> accounts.answer(request, what, account.name(), reply));
        return true;
    }

    private void writeUser(JsonGenerator json, User user) throws IOException {
        json.writeStringField("user", user.name() == null ? "" : user.name());
        json.writeStringField("account", user.account().name());
        json.writeStringField("account_name", user.account().name());
        TokenProof proof = user.proof();
        if (proof != null) {
            Json.textIfGiven(json, "user_name", proof.nameTag());
        }
        writePermissions(json, user.permissions());
        if (proof != null && !proof.validUntil().equals(Instant.MAX)) {
            Duration left = Duration.between(server.clock().instant(), proof.validUntil());
            json.writeNumberField("expires", Math.max(0, left.toSeconds() * 1_000_000_000L));
        }
    }

    private static void writePermissions(JsonGenerator json, @Nullable Permissions permissions) throws IOException {
        if (permissions == null) {
            return;
        }
        json.writeObjectFieldStart("permissions");
        writeRules(json, "publish", permissions.publish());
        writeRules(json, "subscribe", permissions.subscribe());
        ResponseRules responses = permissions.responses();
        if (responses != null) {
            json.writeObjectFieldStart("responses");
            json.writeNumberField("max", responses.max());
            json.writeNumberField("ttl", responses.expires().toNanos());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeRules(JsonGenerator json, String name, SubjectRules rules) throws IOException {
        json.writeObjectFieldStart(name);
        writeSubjects(json, "allow", rules.allow());
        writeSubjects(json, "deny", rules.deny());
        json.writeEndObject();
    }

    private static void writeSubjects(JsonGenerator json, String name, @Nullable List<String> subjects)
            throws IOException {
        if (subjects != null && !subjects.isEmpty()) {
            json.writeFieldName(name);
            json.writeArray(subjects.toArray(String[]::new), 0, subjects.size());
        }
    }
}
