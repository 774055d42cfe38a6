package io.quoll.system;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.account.jwt.AccountClaims;
import io.quoll.account.jwt.DeletionClaims;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import io.quoll.account.operator.AccountResolver;
import io.quoll.account.operator.OperatorAccounts;
import io.quoll.message.Message;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes new claims of accounts, gives those it has, and forgets accounts when an operator says so. What comes is believed only
 * as far as a trusted operator has signed it.
 */
final class ClaimsRequests {

    private static final Logger LOG = System.getLogger(ClaimsRequests.class.getName());

    private static final int OK = 200;
    private static final int FAILED = 500;

    private final SystemExchange exchange;
    private final ServerFacts server;
    private final OperatorAccounts accounts;
    private final AccountResolver resolver;

    ClaimsRequests(SystemExchange exchange, ServerFacts server, OperatorAccounts accounts) {
        this.exchange = exchange;
        this.server = server;
        this.accounts = accounts;
        this.resolver = accounts.resolver();
    }

    void serve() {
        exchange.serve("$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE", request -> update(request, token(request, 3)));
        exchange.serve("$SYS.ACCOUNT.*.CLAIMS.UPDATE", request -> update(request, token(request, 2)));
        if (!resolver.isReadOnly()) {
            exchange.serve("$SYS.REQ.CLAIMS.UPDATE", request -> update(request, ""));
            exchange.serve("$SYS.REQ.ACCOUNT.*.CLAIMS.LOOKUP", this::lookUp);
            exchange.serve("$SYS.REQ.CLAIMS.LIST", this::list);
            exchange.serve("$SYS.REQ.CLAIMS.PACK", this::pack);
            exchange.serve("$SYS.REQ.CLAIMS.DELETE", this::delete);
        }
    }

    /**
     * @param expected the account that the claims must be about, empty for any
     */
    private void update(Message request, String expected) {
        String token = text(request);
        String account = expected.isEmpty() ? "n/a" : expected;
        try {
            AccountClaims claims = AccountClaims.verify(token);
            account = expected.isEmpty() ? claims.key() : expected;
            accounts.verified(account, token);
            if (resolver.isReadOnly() && accounts.loaded(account).isEmpty()) {
                answer(request, account, "jwt update skipped");
                return;
            }
            if (!resolver.isReadOnly()) {
                resolver.store(account, token);
            }
            accounts.update(account, token);
            answer(request, account, "jwt updated");
        } catch (JwtException | IOException e) {
            fail(request, account, "jwt update resulted in error - " + e.getMessage());
        }
    }

    private void lookUp(Message request) {
        String reply = request.reply();
        String account = token(request, 3);
        if (reply == null) {
            return;
        }
        try {
            Optional<String> token =
                    PublicKey.isValid(account, KeyKind.ACCOUNT) ? resolver.fetch(account) : Optional.empty();
            exchange.publish(reply, token.orElse("").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.log(Level.ERROR, "account " + account + " cannot be looked up: " + e.getMessage());
        }
    }

    private void list(Message request) {
        String reply = request.reply();
        if (reply == null) {
            return;
        }
        try {
            List<String> known = resolver.accounts();
            exchange.publish(reply, Json.object(json -> {
                server.write(json);
                json.writeFieldName("data");
                json.writeArray(known.toArray(String[]::new), 0, known.size());
            }));
        } catch (IOException e) {
            LOG.log(Level.ERROR, "accounts cannot be listed: " + e.getMessage());
        }
    }

    /** One message an account, and an empty one at the end; only that one if the asker has the same accounts. */
    private void pack(Message request) {
        String reply = request.reply();
        if (reply == null) {
            return;
        }
        try {
            List<String> known = resolver.accounts();
            if (!Arrays.equals(request.payload(), hash(known))) {
                for (String account : known) {
                    String line = account + "|" + resolver.fetch(account).orElse("");
                    exchange.publish(reply, line.getBytes(StandardCharsets.US_ASCII));
                }
            }
            exchange.publish(reply, new byte[0]);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "accounts cannot be packed: " + e.getMessage());
        }
    }

    /** The same for the same tokens, in whatever order. */
    private byte[] hash(List<String> known) throws IOException {
        try {
            byte[] sum = new byte[32];
            for (String account : known) {
                byte[] token = resolver.fetch(account).orElse("").getBytes(StandardCharsets.US_ASCII);
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(token);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] ^= digest[i];
                }
            }
            return sum;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private void delete(Message request) {
        String signer = "";
        try {
            DeletionClaims claims = DeletionClaims.verify(text(request));
            signer = claims.registered().subject();
            check(claims);
            for (String account : claims.accounts()) {
                resolver.delete(account);
                accounts.forget(account);
            }
            answer(request, "", "deleted " + claims.accounts().size() + " accounts");
        } catch (JwtException | IOException e) {
            fail(request, "", "delete accounts request by " + signer + " failed - " + e.getMessage());
        }
    }

    private void check(DeletionClaims claims) throws JwtException {
        if (!resolver.allowsDelete()) {
            throw new JwtException("delete must be enabled in server config");
        }
        if (!accounts.operators().trust(claims.registered().issuer())) {
            throw new JwtException("not trusted");
        }
        for (String account : claims.accounts()) {
            if (!PublicKey.isValid(account, KeyKind.ACCOUNT)) {
                throw new JwtException("malformed request");
            }
            if (account.equals(exchange.account().name())) {
                throw new JwtException("not allowed to delete system account");
            }
        }
    }

    private void answer(Message request, String account, String message) {
        respond(request, "data", account, OK, "message", message);
    }

    private void fail(Message request, String account, String description) {
        LOG.log(Level.ERROR, description);
        respond(request, "error", account, FAILED, "description", description);
    }

    private void respond(Message request, String field, String account, int code, String name, String text) {
        String reply = request.reply();
        if (reply != null) {
            exchange.publish(reply, Json.object(json -> {
                server.write(json);
                json.writeObjectFieldStart(field);
                writeStatus(json, account, code, name, text);
                json.writeEndObject();
            }));
        }
    }

    private static void writeStatus(JsonGenerator json, String account, int code, String name, String text)
            throws IOException {
        Json.textIfGiven(json, "account", account);
        json.writeNumberField("code", code);
        json.writeStringField(name, text);
    }

    private static String token(Message request, int place) {
        return request.subject().split("\\.", -1)[place];
    }

    private static String text(Message request) {
        return new String(request.payload(), StandardCharsets.US_ASCII).strip();
    }
}
