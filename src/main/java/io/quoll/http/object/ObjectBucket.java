package io.quoll.http.object;

import io.quoll.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** The names of one bucket of objects, as NATS clients give them. Immutable. */
record ObjectBucket(String name) {

    static final String STREAM_PREFIX = "OBJ_";

    private static final String SUBJECT_PREFIX = "$O.";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+");
    private static final int MOST_NAME_BYTES = 1024;
    private static final int BUCKET_PART = 1;
    private static final int OBJECT_PART = 2;

    static ObjectBucket of(ApiRequest request) {
        return of(request.part(BUCKET_PART));
    }

    static ObjectBucket of(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ApiRequest.bad("bucket", "must be of letters, digits, - and _, not '" + name + "'");
        }
        return new ObjectBucket(name);
    }

    /** Any text is a name. */
    static String object(ApiRequest request) {
        String name = request.part(OBJECT_PART);
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MOST_NAME_BYTES) {
            throw ApiRequest.bad("name", "must have 1 to " + MOST_NAME_BYTES + " bytes");
        }
        return name;
    }

    String stream() {
        return STREAM_PREFIX + name;
    }

    String allChunks() {
        return SUBJECT_PREFIX + name + ".C.>";
    }

    String allDescriptions() {
        return SUBJECT_PREFIX + name + ".M.>";
    }

    String chunks(String id) {
        return SUBJECT_PREFIX + name + ".C." + id;
    }

    /** Where an object is described, by whoever names it first. */
    String description(String object) {
        return description(object, Base64.getUrlEncoder());
    }

    /** Where the Java client describes it, which knows the other alphabet only; often the same. */
    String otherDescription(String object) {
        return description(object, Base64.getEncoder());
    }

    private String description(String object, Base64.Encoder encoder) {
        return SUBJECT_PREFIX + name + ".M." + encoder.encodeToString(object.getBytes(StandardCharsets.UTF_8));
    }
}
