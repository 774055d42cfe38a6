package io.quoll.account.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.testkit.Signer;
import io.quoll.testkit.TokenDraft;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserClaimsTest {

    private static final Signer ACCOUNT = Signer.account();
    private static final Signer USER = Signer.user();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void shouldHoldForeverWithoutTimes() throws Exception {
        // given
        UserClaims claims = claims(TokenDraft.user(USER));

        // when
        Optional<Instant> until = claims.validUntil(NOON);

        // then
        assertThat(until).contains(Instant.MAX);
    }

    @Test
    void shouldHoldUntilTheSecondOfExpiry() throws Exception {
        // given
        UserClaims claims = claims(TokenDraft.user(USER).expires(NOON));

        // when
        Optional<Instant> before = claims.validUntil(NOON.minusSeconds(1));
        Optional<Instant> after = claims.validUntil(NOON);

        // then
        assertThat(before).contains(NOON);
        assertThat(after).isEmpty();
    }

    @Test
    void shouldNotHoldTooEarly() throws Exception {
        // given
        UserClaims claims = claims(TokenDraft.user(USER).notBefore(NOON));

        // when
        Optional<Instant> before = claims.validUntil(NOON.minusSeconds(1));

        // then
        assertThat(before).isEmpty();
        assertThat(claims.validUntil(NOON)).contains(Instant.MAX);
    }

    @ParameterizedTest
    @CsvSource({
        "11:00:00, 13:00:00, UTC, 2026-03-01T13:00:00Z",
        "12:00:00, 13:00:00, UTC,",
        "12:00:01, 13:00:00, UTC,",
        "09:00:00, 12:00:00, UTC,",
        "22:00:00, 12:30:00, UTC, 2026-03-01T12:30:00Z",
        "11:30:00, 11:00:00, UTC, 2026-03-02T11:00:00Z",
        "13:00:00, 11:00:00, UTC,",
        "20:30:00, 21:30:00, Asia/Tokyo, 2026-03-01T12:30:00Z",
        "11:00:00, 13:00:00, Asia/Tokyo,",
    })
    void shouldHoldAtTimesOfDay(String start, String end, String zone, Instant expected) throws Exception {
        // given
        UserClaims claims = claims(TokenDraft.user(USER)
                .nats("\"times\":[{\"start\":\"" + start + "\",\"end\":\"" + end + "\"}],\"times_location\":\"" + zone
                        + "\""));

        // when
        Optional<Instant> until = claims.validUntil(NOON);

        // then
        assertThat(until).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void shouldEndWithTheWindowOrTheExpiryWhicheverIsFirst() throws Exception {
        // given
        String window = "\"times\":[{\"start\":\"11:00:00\",\"end\":\"13:00:00\"}],\"times_location\":\"UTC\"";
        UserClaims claims = claims(TokenDraft.user(USER).nats(window).expires(NOON.plusSeconds(60)));

        // when
        Optional<Instant> until = claims.validUntil(NOON);

        // then
        assertThat(until).contains(NOON.plusSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.77, true",
        "192.0.2.0/24, 192.0.3.1, false",
        "192.0.2.1/32, 192.0.2.1, true",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/32, 2001:db8::5, true",
        "2001:db8::/32, 2001:db9::5, false",
        "::1/128, 0:0:0:0:0:0:0:1%lo, true",
        "192.0.2.0/24, localhost, false",
        "192.0.2.0/24, 192.0.2.256, false",
        "192.0.2.0/24, '', false",
    })
    void shouldJudgeWhereAClientComesFrom(String network, String ip, boolean expected) throws Exception {
        // given
        UserClaims claims = claims(TokenDraft.user(USER).nats("\"src\":[\"" + network + "\"]"));

        // when
        boolean may = claims.mayComeFrom(ip);

        // then
        assertThat(may).isEqualTo(expected);
    }

    @Test
    void shouldReadNetworksWithCommas() throws Exception {
        // given
        UserClaims claims = claims(TokenDraft.user(USER).nats("\"src\":\"192.0.2.0/24, 10.0.0.0/8\""));

        // when
        boolean may = claims.mayComeFrom("10.1.1.1");

        // then
        assertThat(may).isTrue();
        assertThat(claims.mayComeFrom("11.1.1.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"src\":[\"192.0.2.0\"]",
                "\"src\":[\"192.0.2.0/33\"]",
                "\"src\":[\"example.com/8\"]",
                "\"src\":[1]",
                "\"times\":[{\"start\":\"11:00\",\"end\":\"12:00:00\"}]",
                "\"times\":[{\"start\":\"25:00:00\",\"end\":\"12:00:00\"}]",
                "\"times_location\":\"Atlantis\"",
                "\"subs\":\"many\"",
                "\"issuer_account\":\"me\"",
                "\"pub\":{\"allow\":\"a\"}",
                "\"pub\":{\"allow\":[null]}"
            })
    void shouldRefuseWhatCannotBeUnderstood(String fields) {
        // given
        String token = TokenDraft.user(USER).nats(fields).signedBy(ACCOUNT);

        // when
        ThrowingCallable reading = () -> UserClaims.verify(token);

        // then
        assertThatThrownBy(reading).isInstanceOf(JwtException.class);
    }

    private static UserClaims claims(TokenDraft draft) throws JwtException {
        return UserClaims.verify(draft.signedBy(ACCOUNT));
    }
}
