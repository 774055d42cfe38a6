package io.quoll.account.operator;

import io.quoll.account.ClientLimits;
import io.quoll.account.Permissions;
import io.quoll.account.ResponseRules;
import io.quoll.account.SubjectRules;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.ResponseTerms;
import io.quoll.account.jwt.SubjectLists;
import io.quoll.account.jwt.SubjectTerms;
import io.quoll.account.jwt.UserTerms;
import java.time.Duration;
import java.util.Optional;

/** Turns what claims say a user may do into the permissions that connections ask. */
public final class ClaimedPermissions {

    private ClaimedPermissions() {}

    /** Empty where nothing is said. */
    public static Optional<Permissions> of(SubjectTerms terms) throws JwtException {
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Permissions(
                    rules(terms.publish()),
                    rules(terms.subscribe()),
                    terms.responses().map(ClaimedPermissions::rules).orElse(null)));
        } catch (IllegalArgumentException e) {
            throw new JwtException(String.valueOf(e.getMessage()));
        }
    }

    /** In claims, an empty list is one that is not there. */
    private static SubjectRules rules(SubjectLists lists) {
        return new SubjectRules(lists.allow().isEmpty() ? null : lists.allow(), lists.deny());
    }

    private static ResponseRules rules(ResponseTerms terms) {
        return new ResponseRules(
                terms.max() == 0 ? ResponseRules.DEFAULT.max() : terms.max(),
                terms.expiresNanos() == 0 ? ResponseRules.DEFAULT.expires() : Duration.ofNanos(terms.expiresNanos()));
    }

    public static ClientLimits limits(UserTerms terms) {
        return new ClientLimits(limit(terms.maxSubscriptions()), limit(terms.maxPayloadBytes()));
    }

    /** Claims count in 64 bits, connections in 32. */
    static int limit(long claimed) {
        return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, claimed));
    }
}
