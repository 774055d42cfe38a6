package io.quoll.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The signed token that brought a user in, as far as it matters afterwards: when it ends, and by what the user is judged anew
 * when the account changes. Immutable.
 *
 * @param userKey the user's public key
 * @param signingKey the key that signed, where it is not the account's own
 * @param validUntil {@link Instant#MAX} for ever
 * @param nameTag the name the token gives the user
 * @param shownToken the token, empty where it alone lets its bearer in and so is a secret
 */
public record TokenProof(
        String userKey,
        Optional<String> signingKey,
        long issuedAt,
        boolean bearer,
        Instant validUntil,
        String nameTag,
        List<String> tags,
        String shownToken) {}
