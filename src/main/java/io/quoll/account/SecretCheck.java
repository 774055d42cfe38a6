package io.quoll.account;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Compares what a client sent with what the configuration holds, as it stands or as a bcrypt hash. Takes the same time
 * whether few or many characters agree.
 */
final class SecretCheck {

    /** Looks at as many bytes as bcrypt ever does, instead of failing on more. */
    private static final BCrypt.Verifyer VERIFIER =
            BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A));

    private SecretCheck() {}

    static boolean isHash(String configured) {
        return configured.length() == 60
                && configured.charAt(0) == '$'
                && configured.charAt(1) == '2'
                && configured.charAt(3) == '$';
    }

    static boolean agrees(String configured, String offered) {
        if (isHash(configured)) {
            return VERIFIER.verify(
                            offered.getBytes(StandardCharsets.UTF_8), configured.getBytes(StandardCharsets.UTF_8))
                    .verified;
        }
        return MessageDigest.isEqual(
                configured.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }
}
