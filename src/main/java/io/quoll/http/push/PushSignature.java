package io.quoll.http.push;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is posted in the way of Standard Webhooks: HMAC-SHA256 over the id, the time in seconds and the body, with dots
 * between. A secret that begins with {@code whsec_} is base64 behind that, any other is taken as it is.
 */
final class PushSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String ENCODED = "whsec_";

    private final SecretKeySpec key;

    PushSignature(String secret) {
        byte[] bytes = secret.startsWith(ENCODED)
                ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The value of the header. */
    String of(String id, long epochSecond, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + '.' + epochSecond + '.').getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
