package io.quoll.account.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.account.nkey.ServerKey;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TokenDraft;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignedTokenTest {

    private static final Signer OPERATOR = Signer.operator();
    private static final Signer ACCOUNT = Signer.account();
    private static final Signer USER = Signer.user();

    @Test
    void shouldReadClaimsThatTheirIssuerSigned() throws Exception {
        // given
        String token = TokenDraft.user(USER).name("ada").signedBy(ACCOUNT);

        // when
        UserClaims claims = UserClaims.verify(token);

        // then
        assertThat(claims.key()).isEqualTo(USER.key());
        assertThat(claims.account()).isEqualTo(ACCOUNT.key());
        assertThat(claims.registered().name()).isEqualTo("ada");
    }

    @Test
    void shouldReadTheFirstVersion() throws Exception {
        // given
        String token = TokenDraft.user(USER).nats("\"bearer_token\":true").old().signedBy(ACCOUNT);

        // when
        UserClaims claims = UserClaims.verify(token);

        // then
        assertThat(claims.terms().bearerToken()).isTrue();
        assertThat(claims.terms().maxSubscriptions()).isEqualTo(UserTerms.NO_LIMIT);
    }

    @Test
    void shouldWriteWhatItReads() throws Exception {
        // given
        ServerKey server = ServerKey.generate();
        byte[] claims = ("{\"iss\":\"" + server.publicKey()
                        + "\",\"nats\":{\"type\":\"authorization_request\",\"version\":2}}")
                .getBytes(StandardCharsets.UTF_8);

        // when
        String token = SignedToken.encode(claims, server::sign);

        // then
        assertThat(SignedToken.verify(token, ClaimsKind.AUTHORIZATION_REQUEST)
                        .registered()
                        .issuer())
                .isEqualTo(server.publicKey().toString());
    }

    static Stream<Arguments> forged() {
        String good = TokenDraft.user(USER).signedBy(ACCOUNT);
        String[] parts = good.split("\\.", -1);
        String changed = encode(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"subs\":-1", "\"subs\":-2"));
        return Stream.of(
                Arguments.of("no signature", parts[0] + "." + parts[1] + ".", "the signature is not the issuer's"),
                Arguments.of(
                        "another signature",
                        parts[0] + "." + parts[1] + "." + encode("x".repeat(64)),
                        "the signature is not the issuer's"),
                Arguments.of(
                        "changed claims",
                        parts[0] + "." + changed + "." + parts[2],
                        "the signature is not the issuer's"),
                Arguments.of(
                        "alg none",
                        user().header("{\"typ\":\"JWT\",\"alg\":\"none\"}").signedBy(ACCOUNT),
                        "the header's algorithm is not that of the version"),
                Arguments.of(
                        "alg HS256",
                        user().header("{\"typ\":\"JWT\",\"alg\":\"HS256\"}").signedBy(ACCOUNT),
                        "the header's algorithm is not that of the version"),
                Arguments.of(
                        "no alg",
                        user().header("{\"typ\":\"JWT\"}").signedBy(ACCOUNT),
                        "the header's algorithm is not that of the version"),
                Arguments.of(
                        "old alg with new claims",
                        user().header("{\"typ\":\"JWT\",\"alg\":\"ed25519\"}").signedBy(ACCOUNT),
                        "the header's algorithm is not that of the version"),
                Arguments.of(
                        "new alg with old claims",
                        user().old()
                                .header("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}")
                                .signedBy(ACCOUNT),
                        "the header's algorithm is not that of the version"),
                Arguments.of(
                        "another type",
                        user().header("{\"typ\":\"JWE\",\"alg\":\"ed25519-nkey\"}")
                                .signedBy(ACCOUNT),
                        "the header's type is not JWT"),
                Arguments.of(
                        "another issuer than who signed",
                        user().issuer(ACCOUNT.key()).signedBy(OPERATOR),
                        "the signature is not the issuer's"),
                Arguments.of(
                        "an issuer that is no key",
                        user().issuer("me").signedBy(ACCOUNT),
                        "the issuer is no public key"),
                Arguments.of(
                        "signed by an operator",
                        user().signedBy(OPERATOR),
                        "claims of the kind user cannot be signed by a key of the kind OPERATOR"),
                Arguments.of(
                        "signed by itself",
                        user().signedBy(USER),
                        "claims of the kind user cannot be signed by a key of the kind USER"),
                Arguments.of(
                        "an account", TokenDraft.account(ACCOUNT).signedBy(OPERATOR), "not claims of the kind user"),
                Arguments.of(
                        "a user who is no user",
                        TokenDraft.user(ACCOUNT).signedBy(ACCOUNT),
                        "the user is no public key of the kind USER"),
                Arguments.of("two parts", parts[0] + "." + parts[1], "a token has three parts"),
                Arguments.of("four parts", good + ".x", "a token has three parts"),
                Arguments.of("nothing", "", "a token has three parts"),
                Arguments.of("no base 64", "!." + parts[1] + "." + parts[2], "not base 64"),
                Arguments.of("padding", parts[0] + "=." + parts[1] + "." + parts[2], "base 64 with padding"),
                Arguments.of("no JSON", encode("junk") + "." + parts[1] + "." + parts[2], "not JSON"),
                Arguments.of("a list", encode("[]") + "." + parts[1] + "." + parts[2], "not a JSON object"),
                Arguments.of("too long", "x".repeat((1 << 20) + 1), "a token longer than 1048576 letters"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    void shouldRefuseForged(String what, String token, String reason) {
        // given
        // a token that somebody made up

        // when
        ThrowingCallable reading = () -> UserClaims.verify(token);

        // then
        assertThatThrownBy(reading).as(what).isInstanceOf(JwtException.class).hasMessage(reason);
    }

    private static TokenDraft user() {
        return TokenDraft.user(USER);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
