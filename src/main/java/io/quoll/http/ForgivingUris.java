package io.quoll.http;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Stands before Quarkus, which answers a URI with a character that should have been encoded by a bare status: a {@code >} at
 * the end of a pattern is such a character, and everyone types it. Encodes them, and says what is wrong where that does not
 * help.
 */
final class ForgivingUris implements Handler<HttpServerRequest> {

    private static final String TO_ENCODE = "<>\"\\^`{|}";

    private final Handler<HttpServerRequest> next;

    ForgivingUris(Handler<HttpServerRequest> next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (isValid(request.uri())) {
            next.handle(request);
            return;
        }
        HttpServerRequest encoded = new Encoded(request);
        if (isValid(encoded.uri())) {
            next.handle(encoded);
        } else {
            Problem problem = Problem.of(ProblemType.BAD_REQUEST, "the URI is not encoded as it must be");
            Answers.send(request.response(), problem);
        }
    }

    private static boolean isValid(String uri) {
        try {
            return new URI(uri).getRawSchemeSpecificPart() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (TO_ENCODE.indexOf(c) >= 0) {
                encoded.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /** The request as if its client had encoded the URI. */
    private static final class Encoded extends HttpServerRequestWrapper {

        private final String uri;
        private final String path;

        Encoded(HttpServerRequest request) {
            super((HttpServerRequestInternal) request);
            this.uri = encode(request.uri());
            this.path = encode(String.valueOf(request.path()));
        }

        @Override
        public String uri() {
            return uri;
        }

        @Override
        public String path() {
            return path;
        }
    }
}
