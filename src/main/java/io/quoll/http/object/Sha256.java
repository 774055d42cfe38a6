package io.quoll.http.object;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The digest of objects, and how HTTP's header {@code Repr-Digest} writes it. */
final class Sha256 {

    static final String HEADER = "Repr-Digest";

    private static final Pattern MEMBER = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/=]+):");

    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String shown(byte[] digest) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
    }

    /** What a client says its body's digest is; {@code null} where it says nothing of this kind. */
    static byte @Nullable [] read(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher member = MEMBER.matcher(header);
        if (!member.find()) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(member.group(1));
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_HEADER, HEADER + " is not base64")
                    .asException();
        }
    }
}
