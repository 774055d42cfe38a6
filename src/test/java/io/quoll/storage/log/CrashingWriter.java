package io.quoll.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.storage.MessageStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that appends, removes and purges until it is killed, and notes in a file up to where everything was forced. What
 * is to be there follows from the sequence alone.
 */
final class CrashingWriter {

    static final int REMOVE_EACH = 5;
    static final int REMOVE_BEHIND = 7;
    static final int PURGE_EACH = 1_000;
    static final int PURGE_BEHIND = 700;

    private CrashingWriter() {}

    static Publication message(long sequence) {
        byte[] payload = new byte[(int) (sequence * 31 % 400)];
        Arrays.fill(payload, (byte) sequence);
        return Publication.of(Message.of("subject." + sequence % 17, payload));
    }

    /** Whether the message was removed once that one was appended. */
    static boolean isGone(long sequence, long last) {
        long remover = sequence + REMOVE_BEHIND;
        return (remover % REMOVE_EACH == 0 && remover <= last) || sequence < purgedBefore(last);
    }

    static long purgedBefore(long last) {
        return last / PURGE_EACH * PURGE_EACH - PURGE_BEHIND;
    }

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        ExecutorService housekeeper = Executors.newSingleThreadExecutor();
        LogEnvironment environment = new LogEnvironment(
                new NioDisk(),
                new StagingPool(),
                new PageCache(),
                housekeeper,
                TestStores.SEGMENT,
                8 * TestStores.SEGMENT,
                TestStores.HEAP_SUBJECTS);
        Random random = new Random(Long.parseLong(args[1]));
        try (MessageStore store = LogMessageStore.open(directory.resolve("store"), environment);
                FileChannel notes = FileChannel.open(
                        directory.resolve("forced"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            store.compress(random.nextBoolean());
            // The last one may have been appended, but not what comes with it.
            follow(store, store.state().lastSequence());
            while (true) {
                long last = 0;
                for (int i = random.nextInt(20); i >= 0; i--) {
                    last = store.append(message(store.state().lastSequence() + 1), 1, MessageStore.NEVER);
                    follow(store, last);
                }
                store.force();
                notes.write(ByteBuffer.wrap("%020d".formatted(last).getBytes(UTF_8)), 0);
            }
        }
    }

    private static void follow(MessageStore store, long last) {
        if (last % REMOVE_EACH == 0) {
            store.remove(last - REMOVE_BEHIND, last % 3 == 0);
        }
        if (last % PURGE_EACH == 0) {
            store.removeBefore(last - PURGE_BEHIND);
        }
    }
}
