package io.quoll.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.storage.DraftStream;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StateLog;
import io.quoll.storage.StorageException;
import io.quoll.storage.StoredStream;
import io.quoll.storage.StreamDirectory;
import io.quoll.storage.StreamDirectoryContract;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // by JUnit
class LogStreamDirectoryTest extends StreamDirectoryContract {

    @TempDir
    private Path root;

    @Override
    protected StreamDirectory newDirectory() {
        return LogStreamDirectory.at(root);
    }

    private StoredStream reopened() {
        directory.close();
        directory = newDirectory();
        List<StoredStream> streams = directory.open();
        assertThat(streams).hasSize(1);
        return streams.get(0);
    }

    private static List<String> replayed(StateLog log) {
        List<String> told = new ArrayList<>();
        log.replay(s -> told.add("snapshot " + text(s)), c -> told.add(text(c)));
        return told;
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new String(bytes, UTF_8);
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    @Test
    void shouldKeepWhatWasFilledAndForgetWhatWasBeingFilled() {
        // given
        DraftStream whole = directory.draft("A", "WHOLE", bytes("{}"), ON_DISK);
        whole.messages().append(publication("a"), 7, MessageStore.NEVER);
        whole.complete();
        DraftStream half = directory.draft("A", "HALF", bytes("{}"), ON_DISK);
        half.messages().append(publication("a"), 7, MessageStore.NEVER);
        half.messages().force();

        // when
        StoredStream again = reopened();

        // then
        assertThat(again.name()).isEqualTo("WHOLE");
        assertThat(again.messages().state().messages()).isEqualTo(1);
        assertThat(root.resolve("A")).isDirectoryNotContaining("glob:**HALF*");
    }

    @Test
    void shouldKeepAStreamWithAllItHas() {
        // given
        StoredStream stream = directory.create("A", "ORDERS", bytes("{}"), ON_DISK);
        stream.messages().append(publication("a"), 7, MessageStore.NEVER);
        stream.consumer("one", bytes("1"));
        stream.consumer("two", bytes("2"));
        stream.deleteConsumer("two");
        stream.configuration(bytes("{1}"));

        // when
        StoredStream again = reopened();

        // then
        assertThat(again.account()).isEqualTo("A");
        assertThat(again.name()).isEqualTo("ORDERS");
        assertThat(again.configuration()).isEqualTo(bytes("{1}"));
        assertThat(again.consumers()).containsOnlyKeys("one");
        assertThat(again.messages().state().messages()).isEqualTo(1);
        assertThatThrownBy(() -> directory.create("A", "ORDERS", bytes("{}"), ON_DISK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldLeaveNothingOfAStreamInMemory() throws IOException {
        // given
        StoredStream stream = directory.create("A", "ORDERS", bytes("{}"), IN_MEMORY);
        stream.messages().append(publication("a"), 7, MessageStore.NEVER);

        // when
        directory.close();

        // then
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("LOCK");
        }
    }

    @Test
    void shouldLeaveNothingOfADeletedStream() throws IOException {
        // given
        StoredStream stream = directory.create("A", "ORDERS", bytes("{}"), ON_DISK);
        stream.consumerState("one", false).append(buffer("change"));

        // when
        stream.delete();

        // then
        try (Stream<Path> files = Files.list(root.resolve("A"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldNotBeUsedTwiceAtATime() {
        // when / then
        assertThatThrownBy(this::newDirectory)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("in use by another server");
    }

    @Test
    void shouldLeaveOutAStreamThatCannotBeOpenedAndLeaveItAlone() throws IOException {
        // given
        directory.create("A", "ORDERS", bytes("{}"), ON_DISK);
        directory.create("A", "OTHER", bytes("{}"), ON_DISK);
        Path damaged = root.resolve("A").resolve("OTHER");
        Files.write(damaged.resolve("stream"), bytes("nonsense"));
        Files.write(damaged.resolve("stream.copy"), bytes("nonsense"));

        // when
        StoredStream opened = reopened();

        // then
        assertThat(opened.name()).isEqualTo("ORDERS");
        assertThat(damaged.resolve("stream")).hasBinaryContent(bytes("nonsense"));
    }

    @Test
    void shouldSurviveDamageToOneCopyOfAConfiguration() throws IOException {
        // given
        directory.create("A", "ORDERS", bytes("{}"), ON_DISK).consumer("one", bytes("1"));
        Path stream = root.resolve("A").resolve("ORDERS");
        Files.write(stream.resolve("stream"), bytes("nonsense"));
        Files.write(stream.resolve("consumers").resolve("one.consumer"), bytes("nonsense"));

        // when
        StoredStream opened = reopened();

        // then
        assertThat(opened.configuration()).isEqualTo(bytes("{}"));
        assertThat(opened.consumers()).containsOnlyKeys("one");
    }

    @Test
    void shouldRememberAConsumersState() {
        // given
        StateLog state = directory.create("A", "ORDERS", bytes("{}"), ON_DISK).consumerState("one", false);
        List<String> atFirst = replayed(state);
        state.append(buffer("1"));
        state.append(buffer("2"));

        // when
        List<String> again = replayed(reopened().consumerState("one", false));

        // then
        assertThat(atFirst).isEmpty();
        assertThat(again).containsExactly("1", "2");
    }

    @Test
    void shouldReplaceChangesByASnapshot() {
        // given
        StateLog state = directory.create("A", "ORDERS", bytes("{}"), ON_DISK).consumerState("one", false);
        state.append(buffer("1"));
        long before = state.bytesSinceSnapshot();
        state.snapshot(buffer("of 1"));
        state.append(buffer("2"));

        // when
        StateLog again = reopened().consumerState("one", false);

        // then
        assertThat(before).isPositive();
        assertThat(replayed(again)).containsExactly("snapshot of 1", "2");
        assertThat(again.bytesSinceSnapshot()).isEqualTo(before);
    }

    @Test
    void shouldForgetTheRestOfAStateThatWasCut() throws IOException {
        // given
        StateLog state = directory.create("A", "ORDERS", bytes("{}"), ON_DISK).consumerState("one", false);
        state.snapshot(buffer("nothing"));
        state.append(buffer("first"));
        state.append(buffer("second"));
        directory.close();
        Path file = root.resolve("A").resolve("ORDERS").resolve("consumers").resolve("one.state");
        byte[] whole = Files.readAllBytes(file);
        int end = whole.length - 1;
        while (whole[end] == 0) {
            end--;
        }

        for (int cut = 1; cut <= 40; cut++) {
            // when
            Files.write(file, Arrays.copyOf(whole, end + 1 - cut));
            StateLog again = reopened().consumerState("one", false);

            // then
            assertThat(replayed(again)).containsExactly("snapshot nothing", "first");
        }
    }
}
