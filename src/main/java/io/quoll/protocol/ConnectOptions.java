package io.quoll.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself with CONNECT. Unknown fields are passed over, whatever their type; a known field of the wrong
 * type is an error. As lenient as nats-server: names are read in either case, of several fields of one name the last one
 * holds, {@code null} says nothing, and text that is not UTF-8 is repaired.
 */
public record ConnectOptions(
        boolean verbose,
        boolean pedantic,
        boolean echo,
        boolean headers,
        boolean noResponders,
        int protocol,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable String name,
        @Nullable String language,
        @Nullable String version,
        @Nullable String jwt,
        @Nullable String nkey,
        @Nullable String signature,
        boolean namesAccount) {

    /** What holds until CONNECT arrives. */
    public static final ConnectOptions BEFORE_CONNECT = new ConnectOptions(
            true, true, true, false, false, 0, null, null, null, null, null, null, null, null, null, false);

    private static final int MOST_NESTED = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
            .build();

    /** As {@link #parse(byte[], ConnectOptions)}, for a client that has not said CONNECT before. */
    public static ConnectOptions parse(byte[] json) throws IOException {
        return parse(json, BEFORE_CONNECT);
    }

    /**
     * @param before what holds where a field is missing
     * @throws IOException when the text is no JSON object, or a known field has the wrong type
     */
    public static ConnectOptions parse(byte[] json, ConnectOptions before) throws IOException {
        Fields fields = new Fields(before);
        try (JsonParser parser = JSON.createParser(new String(json, StandardCharsets.UTF_8))) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.VALUE_NULL) {
                throw new IOException("CONNECT is followed by no JSON object");
            }
            while (first == JsonToken.START_OBJECT && parser.nextToken() != JsonToken.END_OBJECT) {
                if (parser.currentToken() != JsonToken.FIELD_NAME) {
                    throw new IOException("the JSON object of CONNECT does not end");
                }
                String field = parser.currentName();
                parser.nextToken();
                fields.take(field, parser);
            }
            if (parser.nextToken() != null) {
                throw new IOException("the JSON object of CONNECT is followed by more");
            }
        }
        return fields.toOptions();
    }

    /** The fields met so far, with the values that hold where a field is missing. */
    private static final class Fields {
        private boolean verbose;
        private boolean pedantic;
        private boolean echo;
        private boolean headers;
        private boolean noResponders;
        private int protocol;
        private @Nullable String user;
        private @Nullable String password;
        private @Nullable String token;
        private @Nullable String name;
        private @Nullable String language;
        private @Nullable String version;
        private @Nullable String jwt;
        private @Nullable String nkey;
        private @Nullable String signature;
        private boolean namesAccount;

        Fields(ConnectOptions before) {
            verbose = before.verbose;
            pedantic = before.pedantic;
            echo = before.echo;
            headers = before.headers;
            noResponders = before.noResponders;
            protocol = before.protocol;
            user = before.user;
            password = before.password;
            token = before.token;
            name = before.name;
            language = before.language;
            version = before.version;
            jwt = before.jwt;
            nkey = before.nkey;
            signature = before.signature;
            namesAccount = before.namesAccount;
        }

        void take(String field, JsonParser value) throws IOException {
            if (value.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            switch (field.toLowerCase(Locale.ROOT)) {
                case "verbose" -> verbose = flag(field, value);
                case "pedantic" -> pedantic = flag(field, value);
                case "echo" -> echo = flag(field, value);
                case "headers" -> headers = flag(field, value);
                case "no_responders" -> noResponders = flag(field, value);
                case "protocol" -> protocol = number(field, value);
                case "user" -> user = text(field, value);
                case "pass" -> password = text(field, value);
                case "auth_token" -> token = text(field, value);
                case "name" -> name = text(field, value);
                case "lang" -> language = text(field, value);
                case "version" -> version = text(field, value);
                case "jwt" -> jwt = text(field, value);
                case "nkey" -> nkey = text(field, value);
                case "sig" -> signature = text(field, value);
                case "account" -> namesAccount |= text(field, value) != null;
                case "new_account" -> namesAccount |= flag(field, value);
                case "tls_required" -> flag(field, value);
                case "remote_account", "proxy_sig" -> text(field, value);
                default -> value.skipChildren();
            }
        }

        ConnectOptions toOptions() {
            return new ConnectOptions(
                    verbose,
                    pedantic,
                    echo,
                    headers,
                    noResponders,
                    protocol,
                    user,
                    password,
                    token,
                    name,
                    language == null ? null : language.intern(),
                    version == null ? null : version.intern(),
                    jwt,
                    nkey,
                    signature,
                    namesAccount);
        }

        private static boolean flag(String field, JsonParser value) throws IOException {
            return switch (value.currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                default -> throw new IOException(field + " is no boolean");
            };
        }

        private static int number(String field, JsonParser value) throws IOException {
            if (value.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                throw new IOException(field + " is no number");
            }
            long number = value.getLongValue();
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
        }

        private static @Nullable String text(String field, JsonParser value) throws IOException {
            if (value.currentToken() != JsonToken.VALUE_STRING) {
                throw new IOException(field + " is no string");
            }
            String text = value.getText();
            return text.isEmpty() ? null : text;
        }
    }
}
