package io.quoll.http.keyvalue;

import io.quoll.http.ApiRequest;
import java.util.regex.Pattern;

/** The names of one bucket, as NATS clients give them. Immutable. */
record Bucket(String name) {

    static final String STREAM_PREFIX = "KV_";

    private static final String SUBJECT_PREFIX = "$KV.";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+");
    private static final Pattern KEY = Pattern.compile("[-/_=.a-zA-Z0-9]+");
    private static final Pattern KEY_PATTERN = Pattern.compile("[-/_=.a-zA-Z0-9*]*>?");
    private static final int BUCKET_PART = 1;
    private static final int KEY_PART = 2;

    static Bucket of(ApiRequest request) {
        String name = request.part(BUCKET_PART);
        if (!NAME.matcher(name).matches()) {
            throw ApiRequest.bad("bucket", "must be of letters, digits, - and _, not '" + name + "'");
        }
        return new Bucket(name);
    }

    String stream() {
        return STREAM_PREFIX + name;
    }

    /** The subjects of all its keys, or of those that match. */
    String subjects(String keys) {
        return SUBJECT_PREFIX + name + "." + keys;
    }

    String keyOf(String subject) {
        return subject.substring(SUBJECT_PREFIX.length() + name.length() + 1);
    }

    static String key(ApiRequest request) {
        String key = request.part(KEY_PART);
        if (!KEY.matcher(key).matches() || hasEmptyToken(key)) {
            throw ApiRequest.bad(
                    "key", "must be of letters, digits and -/_=. without empty parts between dots, not '" + key + "'");
        }
        return key;
    }

    static String pattern(String parameter, String keys) {
        if (keys.isEmpty() || !KEY_PATTERN.matcher(keys).matches() || hasEmptyToken(keys)) {
            throw ApiRequest.bad(parameter, "must be a key or a pattern of keys, not '" + keys + "'");
        }
        return keys;
    }

    private static boolean hasEmptyToken(String key) {
        return key.startsWith(".") || key.endsWith(".") || key.contains("..");
    }
}
