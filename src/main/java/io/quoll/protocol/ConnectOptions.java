package io.quoll.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself with CONNECT. Fields that only servers send, and unknown ones, are passed over, whatever
 * their type; a known field of the wrong type is an error.
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

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    /**
     * @throws IOException when the text is no JSON object, or a known field has the wrong type
     */
    public static ConnectOptions parse(byte[] json) throws IOException {
        Fields fields = new Fields();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("CONNECT is followed by no JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
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
        private boolean verbose = true;
        private boolean pedantic = true;
        private boolean echo = true;
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

        void take(String field, JsonParser value) throws IOException {
            switch (field) {
                case "verbose" -> verbose = flag(field, value, verbose);
                case "pedantic" -> pedantic = flag(field, value, pedantic);
                case "echo" -> echo = flag(field, value, echo);
                case "headers" -> headers = flag(field, value, headers);
                case "no_responders" -> noResponders = flag(field, value, noResponders);
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
                case "new_account" -> namesAccount |= flag(field, value, false);
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

        private static boolean flag(String field, JsonParser value, boolean ifNull) throws IOException {
            return switch (value.currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> ifNull;
                default -> throw new IOException(field + " is no boolean");
            };
        }

        private static int number(String field, JsonParser value) throws IOException {
            return switch (value.currentToken()) {
                case VALUE_NUMBER_INT -> value.getIntValue();
                case VALUE_NULL -> 0;
                default -> throw new IOException(field + " is no number");
            };
        }

        private static @Nullable String text(String field, JsonParser value) throws IOException {
            return switch (value.currentToken()) {
                case VALUE_STRING -> {
                    String text = value.getText();
                    yield text.isEmpty() ? null : text;
                }
                case VALUE_NULL -> null;
                default -> throw new IOException(field + " is no string");
            };
        }
    }
}
