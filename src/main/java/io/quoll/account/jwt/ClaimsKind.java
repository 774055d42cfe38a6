package io.quoll.account.jwt;

import io.quoll.account.nkey.KeyKind;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What claims are about, and whose keys may sign such claims. */
enum ClaimsKind {
    OPERATOR(KeyKind.OPERATOR),
    ACCOUNT(KeyKind.ACCOUNT, KeyKind.OPERATOR),
    USER(KeyKind.ACCOUNT),
    ACTIVATION(KeyKind.ACCOUNT, KeyKind.OPERATOR),
    AUTHORIZATION_REQUEST(KeyKind.SERVER),
    AUTHORIZATION_RESPONSE(KeyKind.ACCOUNT),
    /** Whatever else somebody wants to say. */
    GENERIC(KeyKind.OPERATOR, KeyKind.ACCOUNT);

    /** Never changed. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<KeyKind> signers;

    ClaimsKind(KeyKind first, KeyKind... others) {
        this.signers = EnumSet.of(first, others);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean maySign(KeyKind signer) {
        return signers.contains(signer);
    }

    static @Nullable ClaimsKind of(String text) {
        for (ClaimsKind kind : values()) {
            if (kind.text().equals(text)) {
                return kind;
            }
        }
        return null;
    }
}
