package io.quoll.account.operator;

import io.quoll.account.Authenticator;
import io.quoll.account.ConnectionType;
import io.quoll.account.Credentials;
import io.quoll.account.Permissions;
import io.quoll.account.TokenProof;
import io.quoll.account.User;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.UserClaims;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.NonceSignature;
import io.quoll.account.nkey.PublicKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who shows a token that an account of a trusted operator has signed, and proves to be the one whom the token is
 * about. Reads files and verifies signatures, so never on a loop.
 */
public final class JwtAuthenticator implements Authenticator {

    private static final Logger LOG = System.getLogger(JwtAuthenticator.class.getName());

    private final OperatorAccounts accounts;

    public JwtAuthenticator(OperatorAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public boolean needsNonce() {
        return true;
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return credentials.jwt() != null;
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        String token = credentials.jwt();
        if (token == null) {
            return null;
        }
        try {
            return judge(UserClaims.verify(token), token, credentials);
        } catch (JwtException | IOException e) {
            LOG.log(Level.DEBUG, () -> "user JWT refused: " + e.getMessage());
            return null;
        }
    }

    private User judge(UserClaims shown, String token, Credentials credentials) throws JwtException, IOException {
        if (!PublicKey.isValid(shown.account(), KeyKind.ACCOUNT)) {
            throw new JwtException("the user's account is no key of an account");
        }
        KnownAccount account = accounts.find(shown.account());
        UserClaims claims = account.admit(shown);
        Instant now = accounts.clock().instant();
        Instant until = claims.validUntil(now).orElseThrow(() -> new JwtException("the user's claims do not hold now"));
        require(account.claims().registered().holdAt(now), "the account's claims do not hold now");
        require(
                !claims.terms().bearerToken() || !account.claims().limits().disallowBearer(),
                "the account does not allow bearer tokens");
        require(!claims.terms().proxyRequired(), "the user must come through a proxy");
        require(
                allows(claims.terms().connectionTypes(), credentials.visitor().type()),
                "the connection type is not allowed");
        require(claims.terms().bearerToken() || isSigned(claims, credentials), "the nonce was not signed by the user");
        require(!account.revokes(claims.key(), claims.registered().issuedAt()), "the user was revoked");
        require(claims.mayComeFrom(credentials.visitor().ip()), "the user must not come from this network");
        Optional<Permissions> own = ClaimedPermissions.of(claims.terms().subjects());
        return new User(
                claims.key(),
                account.account(),
                own.orElse(account.account().definition().defaultPermissions()),
                ClaimedPermissions.limits(claims.terms()),
                proof(claims, token, until));
    }

    private static boolean isSigned(UserClaims claims, Credentials credentials) {
        return claims.publicKey()
                .filter(key -> NonceSignature.isOf(key, credentials.visitor().nonce(), credentials.signature()))
                .isPresent();
    }

    /** Types nobody here knows allow nothing, and do not turn a list into one that allows everything. */
    private static boolean allows(List<String> types, ConnectionType type) {
        return types.isEmpty() || types.contains(type.name());
    }

    private static TokenProof proof(UserClaims claims, String token, Instant until) {
        boolean bearer = claims.terms().bearerToken();
        return new TokenProof(
                claims.key(),
                claims.signingKey(),
                claims.registered().issuedAt(),
                bearer,
                until,
                claims.registered().name(),
                claims.tags(),
                bearer ? "" : token);
    }

    private static void require(boolean holds, String otherwise) throws JwtException {
        if (!holds) {
            throw new JwtException(otherwise);
        }
    }
}
