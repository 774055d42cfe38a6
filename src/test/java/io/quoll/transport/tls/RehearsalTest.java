package io.quoll.transport.tls;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.quoll.testkit.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalTest {

    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.3, true"})
    void shouldComeToAnEnd(String protocol, boolean verifies, @TempDir Path directory) {
        // given
        TestAuthority authority = new TestAuthority(directory);
        TestAuthority.Issued server = authority.server();
        TlsContext context = TlsContext.load(new TlsOptions(
                List.of(new TlsOptions.KeyPairFiles(server.certificateFile(), server.keyFile())),
                Optional.of(authority.file()),
                verifies,
                false,
                Duration.ofSeconds(2),
                false,
                Duration.ZERO,
                List.of(protocol),
                List.of(),
                List.of(),
                Set.of(),
                0));

        // when
        assertThatCode(context::rehearse)

                // then
                .doesNotThrowAnyException();
    }
}
