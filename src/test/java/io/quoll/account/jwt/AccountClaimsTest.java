package io.quoll.account.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quoll.testkit.Signer;
import io.quoll.testkit.TokenDraft;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountClaimsTest {

    private static final Signer OPERATOR = Signer.operator();
    private static final Signer ACCOUNT = Signer.account();
    private static final Signer OTHER = Signer.account();

    @Test
    void shouldReadWhatAnOperatorSays() throws Exception {
        // given
        String nats = "\"limits\":{\"conn\":3,\"subs\":-1,\"payload\":100,\"disallow_bearer\":true,\"disk_storage\":5},"
                + "\"signing_keys\":[\"" + OTHER.key() + "\"],"
                + "\"revocations\":{\"*\":10},"
                + "\"default_permissions\":{\"pub\":{\"deny\":[\"secret\"]}},"
                + "\"exports\":[{\"subject\":\"svc.*\",\"type\":\"service\",\"token_req\":true,\"response_type\":\"Stream\"}],"
                + "\"imports\":[{\"subject\":\"in.>\",\"type\":\"stream\",\"account\":\"" + OTHER.key() + "\"}]";

        // when
        AccountClaims claims = account(nats);

        // then
        assertThat(claims.limits().connections()).isEqualTo(3);
        assertThat(claims.limits().subscriptions()).isEqualTo(-1);
        assertThat(claims.limits().leafNodes()).isZero();
        assertThat(claims.limits().disallowBearer()).isTrue();
        assertThat(claims.streams().areEnabled()).isTrue();
        assertThat(claims.signingKeys()).containsOnlyKeys(OTHER.key());
        assertThat(claims.defaultPermissions().publish().deny()).containsExactly("secret");
        assertThat(claims.exports().get(0).isService()).isTrue();
        assertThat(claims.imports().get(0).account()).isEqualTo(OTHER.key());
    }

    @ParameterizedTest
    @CsvSource({"UX, 5, true", "UX, 6, false", "UY, 3, true", "UY, 4, false"})
    void shouldRevokeWhatWasIssuedBefore(String key, long issuedAt, boolean expected) throws Exception {
        // given
        AccountClaims claims = account("\"revocations\":{\"UX\":5,\"*\":3}");

        // when
        boolean revoked = claims.revocations().revoke(key, issuedAt);

        // then
        assertThat(revoked).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, false, a.*, true",
        "1, false, a.*, false",
        "1, true, a.*, true",
        "0, true, a, false",
        "1, false, a, true"
    })
    void shouldKeepToWhatTheOperatorAllows(long exports, boolean wildcards, String subject, boolean allowed)
            throws Exception {
        // given
        AccountClaims claims = account("\"limits\":{\"exports\":" + exports + ",\"imports\":-1,\"wildcards\":"
                + wildcards + "},\"exports\":[{\"subject\":\"" + subject + "\",\"type\":\"stream\"}]");

        // when
        Throwable thrown = catchThrowable(claims::checkLimits);

        // then
        assertThat(thrown == null).isEqualTo(allowed);
    }

    @Test
    void shouldRefuseASigningKeyOfAnotherKind() {
        // given
        String nats = "\"signing_keys\":[\"" + Signer.user().key() + "\"]";

        // when
        ThrowingCallable reading = () -> account(nats);

        // then
        assertThatThrownBy(reading).isInstanceOf(JwtException.class);
    }

    private static AccountClaims account(String nats) throws JwtException {
        return AccountClaims.verify(TokenDraft.account(ACCOUNT).nats(nats).signedBy(OPERATOR));
    }
}
