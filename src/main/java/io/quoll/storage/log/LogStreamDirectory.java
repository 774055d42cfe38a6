package io.quoll.storage.log;

import io.quoll.storage.DraftStream;
import io.quoll.storage.StorageException;
import io.quoll.storage.StoreSettings;
import io.quoll.storage.StoredStream;
import io.quoll.storage.StreamDirectory;
import io.quoll.storage.memory.MemoryDraftStream;
import io.quoll.storage.memory.MemoryStoredStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All streams of a server under one directory, which is locked as long as it is open. Streams in memory are held here too and
 * leave nothing behind. Any thread.
 *
 * <pre>
 *  LOCK
 *  [account]/[stream]/          see {@link LogStoredStream}
 *  [account]/[stream].draft     a stream that is being created, or was when the process ended: deleted at the next start
 *  [account]/[stream].filled.draft   the same of one that is being filled before it is there
 *  [account]/[stream].gone      the same of one that is being deleted
 * </pre>
 */
public final class LogStreamDirectory implements StreamDirectory {

    private static final Logger LOG = System.getLogger(LogStreamDirectory.class.getName());
    private static final String DRAFT = ".draft";
    private static final String FILLED = ".filled";
    private static final String GONE = ".gone";
    private static final long CLOSE_SECONDS = 30;

    /** What is wanted of the housekeeper meanwhile is done at once, and some of it has become needless. */
    private static final long PAUSE_MILLIS = 250;

    private final Path root;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final LogEnvironment environment;
    private final @Nullable ExecutorService housekeeper;
    private final Map<StreamKey, StoredStream> streams = new ConcurrentHashMap<>();
    private final Set<Path> drafts = ConcurrentHashMap.newKeySet();

    private record StreamKey(String account, String name) {}

    private LogStreamDirectory(
            Path root,
            FileChannel lockChannel,
            FileLock lock,
            LogEnvironment environment,
            @Nullable ExecutorService housekeeper) {
        this.root = root;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.environment = environment;
        this.housekeeper = housekeeper;
    }

    /**
     * Takes a directory, which is made if need be.
     *
     * @throws StorageException if another process has it, or it cannot be written
     */
    public static LogStreamDirectory at(Path root) {
        ScheduledThreadPoolExecutor housekeeper = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "storage-housekeeper");
            thread.setDaemon(true);
            return thread;
        });
        housekeeper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        Executor later = task -> housekeeper.schedule(task, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return at(root, LogEnvironment.of(new NioDisk(), later), housekeeper);
    }

    static LogStreamDirectory at(Path root, LogEnvironment environment, @Nullable ExecutorService housekeeper) {
        try {
            Files.createDirectories(root);
            FileChannel channel =
                    FileChannel.open(root.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StorageException.InUse(root + " is in use by another server");
            }
            return new LogStreamDirectory(root, channel, lock, environment, housekeeper);
        } catch (IOException e) {
            throw new StorageException("cannot use " + root + ": " + e, e, true);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public synchronized List<StoredStream> open() {
        List<StoredStream> opened = new ArrayList<>();
        for (Path account : directories(root)) {
            for (Path stream : directories(account)) {
                String name = String.valueOf(stream.getFileName());
                if (name.endsWith(DRAFT) || name.endsWith(GONE)) {
                    deleteQuietly(stream);
                } else {
                    open(stream, opened);
                }
            }
        }
        return opened;
    }

    @Override
    public synchronized DraftStream draft(String account, String name, byte[] configuration, StoreSettings settings) {
        StreamKey key = new StreamKey(account, name);
        check(key);
        if (settings.inMemory()) {
            StoredStream stream = new MemoryStoredStream(account, name, configuration, () -> streams.remove(key));
            return new MemoryDraftStream(stream, complete -> enter(key, complete));
        }
        Path parent = root.resolve(FileNames.of(account));
        Path directory = parent.resolve(FileNames.of(name));
        Path draft = parent.resolve(FileNames.of(name) + FILLED + DRAFT);
        if (!drafts.add(draft)) {
            throw new IllegalArgumentException("there is a draft of a stream " + name + " of account " + account);
        }
        try {
            lay(draft, account, name, configuration);
            LogStoredStream stream = LogStoredStream.open(draft, environment, abandoned -> {});
            return new LogDraftStream(stream, () -> name(key, parent, draft, directory), () -> {
                drafts.remove(draft);
                deleteQuietly(draft);
            });
        } catch (IOException e) {
            drafts.remove(draft);
            deleteQuietly(draft);
            throw DiskFailure.writing(directory, e);
        }
    }

    private synchronized StoredStream name(StreamKey key, Path parent, Path draft, Path directory) {
        check(key);
        try {
            StoredStream stream = name(parent, draft, directory);
            streams.put(key, stream);
            drafts.remove(draft);
            return stream;
        } catch (IOException e) {
            throw DiskFailure.writing(directory, e);
        }
    }

    private synchronized void enter(StreamKey key, StoredStream stream) {
        check(key);
        streams.put(key, stream);
    }

    private void check(StreamKey key) {
        if (streams.containsKey(key)) {
            throw new IllegalArgumentException("there is a stream " + key.name() + " of account " + key.account());
        }
    }

    private void open(Path directory, List<StoredStream> opened) {
        try {
            LogStoredStream stream = LogStoredStream.open(directory, environment, this::forget);
            if (streams.putIfAbsent(new StreamKey(stream.account(), stream.name()), stream) != null) {
                stream.close();
                throw new IOException("there is another stream " + stream.name());
            }
            opened.add(stream);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "The stream in {0} cannot be opened and is left out: {1}", directory, e.toString());
        }
    }

    @Override
    public synchronized StoredStream create(String account, String name, byte[] configuration, StoreSettings settings) {
        StreamKey key = new StreamKey(account, name);
        check(key);
        StoredStream stream = settings.inMemory()
                ? new MemoryStoredStream(account, name, configuration, () -> streams.remove(key))
                : createFiles(account, name, configuration);
        streams.put(key, stream);
        return stream;
    }

    private StoredStream createFiles(String account, String name, byte[] configuration) {
        Path parent = root.resolve(FileNames.of(account));
        Path directory = parent.resolve(FileNames.of(name));
        Path draft = parent.resolve(FileNames.of(name) + DRAFT);
        try {
            lay(draft, account, name, configuration);
            return name(parent, draft, directory);
        } catch (IOException e) {
            deleteQuietly(draft);
            throw DiskFailure.writing(directory, e);
        }
    }

    private void lay(Path draft, String account, String name, byte[] configuration) throws IOException {
        deleteQuietly(draft);
        Files.createDirectories(draft);
        LogStoredStream.lay(draft, environment, account, name, configuration);
    }

    /** Makes a draft the stream itself. */
    private LogStoredStream name(Path parent, Path draft, Path directory) throws IOException {
        if (Files.exists(directory)) {
            throw new IOException(directory + " holds a stream that could not be opened");
        }
        environment.disk().move(draft, directory);
        environment.disk().forceDirectory(parent);
        environment.disk().forceDirectory(root);
        return LogStoredStream.open(directory, environment, this::forget);
    }

    /** Of a deleted stream nothing may come back, even if the process ends before its files are gone. */
    private void forget(LogStoredStream stream) {
        Path gone = stream.directory().resolveSibling(stream.directory().getFileName() + GONE);
        try {
            deleteQuietly(gone);
            environment.disk().move(stream.directory(), gone);
            environment.disk().forceDirectory(root.resolve(FileNames.of(stream.account())));
        } catch (IOException e) {
            throw DiskFailure.writing(stream.directory(), e);
        } finally {
            streams.remove(new StreamKey(stream.account(), stream.name()));
        }
        deleteQuietly(gone);
    }

    @Override
    public long usableBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            throw DiskFailure.reading(root, e);
        }
    }

    @Override
    public synchronized void close() {
        for (StoredStream stream : streams.values()) {
            try {
                stream.close();
            } catch (StorageException e) {
                LOG.log(Level.ERROR, "Stream {0} could not be closed in order: {1}", stream.name(), e.getMessage());
            }
        }
        streams.clear();
        endHousekeeper();
        try {
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Cannot unlock {0}.", root, e);
        }
    }

    private void endHousekeeper() {
        if (housekeeper == null) {
            return;
        }
        housekeeper.shutdown();
        try {
            if (!housekeeper.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "Housekeeping in {0} did not end in time.", root);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Path> directories(Path parent) {
        try (Stream<Path> paths = Files.list(parent)) {
            return paths.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new StorageException("cannot read " + parent + ": " + e, e, true);
        }
    }

    private static void deleteQuietly(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cannot delete {0}: {1}", directory, e.toString());
        }
    }
}
