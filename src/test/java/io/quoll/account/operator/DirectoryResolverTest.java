package io.quoll.account.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.testkit.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryResolverTest {

    private static final String ACCOUNT = Signer.account().key();

    private final Path directory;

    DirectoryResolverTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldFetchWhatWasStored() throws Exception {
        // given
        AccountResolver resolver = resolver(10, false);
        resolver.store(ACCOUNT, "first");

        // when
        resolver.store(ACCOUNT, "second");

        // then
        assertThat(resolver.fetch(ACCOUNT)).contains("second");
        assertThat(resolver.accounts()).containsExactly(ACCOUNT);
        assertThat(directory.resolve("accounts").resolve(ACCOUNT + ".jwt")).hasContent("second");
    }

    @Test
    void shouldKnowNothingOfOthers() throws Exception {
        // given
        AccountResolver resolver = resolver(10, false);

        // when
        boolean known = resolver.fetch(ACCOUNT).isPresent();

        // then
        assertThat(known).isFalse();
        assertThat(resolver.accounts()).isEmpty();
    }

    @Test
    void shouldNeverLeaveItsDirectory() throws Exception {
        // given
        AccountResolver resolver = resolver(10, false);
        Files.writeString(directory.resolve("secret.jwt"), "secret");

        // when
        ThrowingCallable fetching = () -> resolver.fetch("../secret");

        // then
        assertThatThrownBy(fetching).isInstanceOf(IOException.class);
    }

    @Test
    void shouldTakeNoMoreThanItsLimit() throws Exception {
        // given
        AccountResolver resolver = resolver(1, false);
        resolver.store(ACCOUNT, "first");

        // when
        ThrowingCallable storing = () -> resolver.store(Signer.account().key(), "one too many");

        // then
        assertThatThrownBy(storing).hasMessage("jwtstore is full");
        resolver.store(ACCOUNT, "again");
    }

    @Test
    void shouldKeepTheFileOfADeletedAccountUnderAnotherName() throws Exception {
        // given
        AccountResolver resolver = resolver(10, true);
        resolver.store(ACCOUNT, "token");

        // when
        resolver.delete(ACCOUNT);

        // then
        assertThat(resolver.fetch(ACCOUNT)).isEmpty();
        assertThat(directory.resolve("accounts").resolve(ACCOUNT + ".jwt.deleted"))
                .exists();
    }

    private AccountResolver resolver(long limit, boolean allowsDelete) throws IOException {
        return new DirectoryResolver(directory.resolve("accounts"), limit, allowsDelete, true);
    }
}
