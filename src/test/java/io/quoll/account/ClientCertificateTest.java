package io.quoll.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.TestAuthority;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientCertificateTest {

    private static final ClientCertificate CERTIFICATE = new ClientCertificate(
            "CN=www.quoll.test,OU=Brokers,O=Example,C=AU",
            List.of("one@quoll.test", "two@quoll.test"),
            List.of("host.quoll.test"),
            List.of("spiffe://quoll.test/client"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two@quoll.test | two@quoll.test",
                "host.quoll.test | host.quoll.test",
                "spiffe://quoll.test/client | spiffe://quoll.test/client",
                "CN=www.quoll.test,OU=Brokers,O=Example,C=AU | CN=www.quoll.test,OU=Brokers,O=Example,C=AU",
                "cn=www.quoll.test, ou=Brokers, o=Example, c=AU | cn=www.quoll.test, ou=Brokers, o=Example, c=AU",
                "C=AU,O=Example,OU=Brokers,CN=www.quoll.test | C=AU,O=Example,OU=Brokers,CN=www.quoll.test",
                "CN=www.quoll.test |",
                "CN=www.quoll.test,OU=Brokers,O=Example,C=AU,L=Sydney |",
                "CN=WWW.quoll.test,OU=Brokers,O=Example,C=AU |",
                "one@quoll |",
                "= |",
                "CN= |",
                "x=,, |"
            })
    void shouldNameAUser(String user, String expected) {
        // given
        Set<String> users = Set.of(user, "somebody");

        // when
        String named = CERTIFICATE.userAmong(users);

        // then
        assertThat(named).isEqualTo(expected);
    }

    @Test
    void shouldTakeAnAddressBeforeAName() {
        // given
        Set<String> users = Set.of("C=AU,O=Example,OU=Brokers,CN=www.quoll.test", "host.quoll.test", "two@quoll.test");

        // when
        String named = CERTIFICATE.userAmong(users);

        // then
        assertThat(named).isEqualTo("two@quoll.test");
    }

    @Test
    void shouldReadTheNamesOfACertificate(@TempDir Path directory) {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued issued = authority.issue(
                "CN=me, O=\"A, B\", DC=quoll, DC=test",
                "dns:a.test",
                "email:me@quoll.test",
                "uri:x://y",
                "ip:10.0.0.1");

        // when
        ClientCertificate read = ClientCertificate.of(issued.certificate());

        // then
        assertThat(read)
                .isEqualTo(new ClientCertificate(
                        "CN=me,O=A\\, B,DC=quoll,DC=test",
                        List.of("me@quoll.test"),
                        List.of("a.test"),
                        List.of("x://y")));
    }

    @Test
    void shouldLetInWhomTheCertificateNamesAndNobodyElse() {
        // given
        User named = new User("two@quoll.test", new AccountDirectory(1, () -> 0L).global());
        Authenticator authenticator = new CertificateAuthenticator(Map.of("two@quoll.test", new Login("", named)));
        Credentials with = new Credentials("another", null, null, CERTIFICATE);
        Credentials without = new Credentials("two@quoll.test", "x", null);

        // when
        User user = authenticator.authenticate(with);

        // then
        assertThat(user).isEqualTo(named);
        assertThat(authenticator.authenticate(without)).isNull();
        assertThat(authenticator.isRequired()).isTrue();
    }
}
