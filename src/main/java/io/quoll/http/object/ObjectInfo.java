package io.quoll.http.object;

import io.quoll.http.HeaderMapping;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.StoredMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What describes an object, in the form that NATS clients store. Not changed once it is made. */
final class ObjectInfo {

    static final String CONTENT_TYPE = "Content-Type";

    private static final String DIGEST_PREFIX = "SHA-256=";
    private static final String NO_TIME = "0001-01-01T00:00:00Z";

    private final JsonObject json;
    private final long sequence;
    private final String subject;

    private ObjectInfo(JsonObject json, long sequence, String subject) {
        this.json = json;
        this.sequence = sequence;
        this.subject = subject;
    }

    /** As it is stored, with the time that its message has. */
    static ObjectInfo of(StoredMessage stored) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(stored.message().payload()));
            json.put("mtime", stored.time().toString());
            return new ObjectInfo(json, stored.sequence(), stored.message().subject());
        } catch (DecodeException | ClassCastException e) {
            throw Problem.of(ProblemType.INTERNAL_ERROR, "an object's description cannot be read: " + e.getMessage())
                    .asException();
        }
    }

    /** Of an object whose chunks are all there. */
    static ObjectInfo ofUpload(
            ObjectBucket bucket, String name, String id, Upload.Result result, @Nullable String contentType) {
        JsonObject json = new JsonObject().put("name", name);
        if (contentType != null) {
            json.put("headers", new JsonObject().put(CONTENT_TYPE, new JsonArray().add(contentType)));
        }
        json.put("options", new JsonObject().put("max_chunk_size", result.chunkBytes()))
                .put("bucket", bucket.name())
                .put("nuid", id)
                .put("size", result.size())
                .put("mtime", NO_TIME)
                .put("chunks", result.chunks())
                .put("digest", result.digest());
        return new ObjectInfo(json, 0, "");
    }

    /** Of the same object, which is no longer there. */
    ObjectInfo deletedNow() {
        JsonObject gone = json.copy()
                .put("mtime", NO_TIME)
                .put("size", 0)
                .put("chunks", 0)
                .put("digest", "")
                .put("deleted", true);
        return new ObjectInfo(gone, 0, "");
    }

    static String digest(byte[] sha256) {
        return DIGEST_PREFIX + Base64.getUrlEncoder().encodeToString(sha256);
    }

    JsonObject json() {
        return json;
    }

    byte[] toBytes() {
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }

    /** The sequence of its message. */
    long sequence() {
        return sequence;
    }

    /** The subject of its message; empty where it is not stored yet. */
    String subject() {
        return subject;
    }

    String id() {
        return json.getString("nuid", "");
    }

    long size() {
        return json.getLong("size", 0L);
    }

    boolean isDeleted() {
        return json.getBoolean("deleted", false);
    }

    /** The object that this one only stands for; {@code null} for one of its own. */
    @Nullable
    JsonObject link() {
        JsonObject options = json.getJsonObject("options");
        return options == null ? null : options.getJsonObject("link");
    }

    String contentType() {
        JsonObject headers = json.getJsonObject("headers");
        Object values = headers == null ? null : headers.getValue(CONTENT_TYPE);
        Object first = values instanceof JsonArray array && !array.isEmpty() ? array.getValue(0) : null;
        return HeaderMapping.contentType(first instanceof String type ? type : null);
    }

    /** The entity tag: the digest in quotes. */
    String tag() {
        return "\"" + encodedDigest() + "\"";
    }

    private String encodedDigest() {
        String digest = json.getString("digest", "");
        return digest.startsWith(DIGEST_PREFIX) ? digest.substring(DIGEST_PREFIX.length()) : "";
    }

    /** The digest's bytes; none where it is not SHA-256. */
    byte[] digest() {
        try {
            return Base64.getUrlDecoder().decode(encodedDigest());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Whether these are the bytes it was made of; true where nobody can tell. */
    boolean isDigestOf(MessageDigest read) {
        byte[] expected = digest();
        return expected.length == 0 || MessageDigest.isEqual(expected, read.digest());
    }
}
