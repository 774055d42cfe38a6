package io.quoll.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link StreamDirectory} does, and the streams in it. */
@SuppressWarnings("NullAway.Init") // before each test
public abstract class StreamDirectoryContract {

    protected static final StoreSettings IN_MEMORY = new StoreSettings(true);
    protected static final StoreSettings ON_DISK = new StoreSettings(false);

    protected StreamDirectory directory;

    protected abstract StreamDirectory newDirectory();

    @BeforeEach
    void begin() {
        directory = newDirectory();
    }

    @AfterEach
    void end() {
        directory.close();
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    protected static Publication publication(String subject) {
        return Publication.of(Message.of(subject, bytes("payload")));
    }

    @Test
    void shouldBeEmptyAtFirst() {
        // when
        List<StoredStream> streams = directory.open();

        // then
        assertThat(streams).isEmpty();
        assertThat(directory.usableBytes()).isPositive();
    }

    @Test
    void shouldCreateAStream() {
        // when
        StoredStream stream = directory.create("$G", "ORDERS", bytes("{}"), ON_DISK);

        // then
        assertThat(stream.account()).isEqualTo("$G");
        assertThat(stream.name()).isEqualTo("ORDERS");
        assertThat(stream.configuration()).isEqualTo(bytes("{}"));
        assertThat(stream.consumers()).isEmpty();
        assertThat(stream.messages().state().messages()).isZero();
    }

    @Test
    void shouldRefuseASecondStreamOfTheSameName() {
        // given
        directory.create("A", "ORDERS", bytes("{}"), ON_DISK);

        // when / then
        assertThatThrownBy(() -> directory.create("A", "ORDERS", bytes("{}"), IN_MEMORY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(directory.create("B", "ORDERS", bytes("{}"), ON_DISK).account())
                .isEqualTo("B");
    }

    @Test
    void shouldCreateAnotherStreamOfTheNameOfADeletedOne() {
        // given
        for (StoreSettings settings : List.of(ON_DISK, IN_MEMORY)) {
            StoredStream first = directory.create("A", "ORDERS", bytes("{}"), settings);
            first.messages().append(publication("a"), 1, MessageStore.NEVER);

            // when
            first.delete();
            StoredStream second = directory.create("A", "ORDERS", bytes("[]"), settings);

            // then
            assertThat(second.messages().state().messages()).isZero();
            second.delete();
        }
    }

    @Test
    void shouldKnowAStreamOnlyWhenItsDraftIsComplete() {
        for (StoreSettings settings : List.of(ON_DISK, IN_MEMORY)) {
            // given
            DraftStream draft = directory.draft("A", "FILLED", bytes("{7}"), settings);
            draft.messages().append(publication("a"), 1, MessageStore.NEVER);

            // when
            StoredStream stream = draft.complete();

            // then
            assertThat(stream.configuration()).isEqualTo(bytes("{7}"));
            assertThat(stream.messages().state().messages()).isEqualTo(1);
            assertThatThrownBy(() -> directory.draft("A", "FILLED", bytes("{}"), settings))
                    .isInstanceOf(IllegalArgumentException.class);
            stream.delete();
        }
    }

    @Test
    void shouldForgetADraftThatIsDiscardedOrCameTooLate() {
        for (StoreSettings settings : List.of(ON_DISK, IN_MEMORY)) {
            // given
            directory.draft("A", "FILLED", bytes("{}"), settings).discard();
            DraftStream late = directory.draft("A", "FILLED", bytes("{}"), settings);
            late.messages().append(publication("a"), 1, MessageStore.NEVER);

            // when
            StoredStream stream = directory.create("A", "FILLED", bytes("[]"), settings);

            // then
            assertThatThrownBy(late::complete).isInstanceOf(IllegalArgumentException.class);
            assertThat(stream.messages().state().messages()).isZero();
            stream.delete();
        }
    }

    @Test
    void shouldKeepConsumers() {
        // given
        StoredStream stream = directory.create("A", "ORDERS", bytes("{}"), ON_DISK);

        // when
        stream.consumer("one", bytes("1"));
        stream.consumer("two", bytes("2"));
        stream.consumer("one", bytes("1a"));
        stream.deleteConsumer("two");

        // then
        assertThat(stream.consumers()).containsOnlyKeys("one");
        assertThat(stream.consumers().get("one")).isEqualTo(bytes("1a"));
    }

    @Test
    void shouldTakeAConsumersStateThatMayBeForgotten() {
        // given
        StoredStream stream = directory.create("A", "ORDERS", bytes("{}"), ON_DISK);

        // when
        StateLog state = stream.consumerState("one", true);
        state.append(ByteBuffer.wrap(bytes("change")));
        state.force();

        // then
        assertThat(state.bytesSinceSnapshot()).isZero();
        state.close();
    }

    @Test
    void shouldKeepNamesOfAnyKind() {
        // given
        String longName = "x".repeat(255);
        List<String> names = List.of("a b", "a%20b", "ORDERS", "orders", "größe", longName, longName.replace('x', 'é'));

        // when
        Map<String, StoredStream> streams = new HashMap<>();
        names.forEach(n -> streams.put(n, directory.create("acc/ount ..", n, bytes(n), ON_DISK)));

        // then
        streams.forEach((name, stream) -> assertThat(stream.configuration()).isEqualTo(bytes(name)));
    }
}
