package io.quoll.storage.log;

import io.quoll.storage.ForgottenState;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StateLog;
import io.quoll.storage.StorageException;
import io.quoll.storage.StoredStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A stream in a directory of its own. Belongs to the stream's writer.
 *
 * <pre>
 *  stream, stream.copy                  account, name, configuration
 *  consumers/[name].consumer, .copy     name, configuration
 *  consumers/[name].state               what the consumer must remember
 *  messages/                            segments and their catalogue
 * </pre>
 */
final class LogStoredStream implements StoredStream {

    private static final Logger LOG = System.getLogger(LogStoredStream.class.getName());
    private static final String STREAM = "stream";
    private static final String CONSUMERS = "consumers";
    private static final String CONSUMER = ".consumer";
    private static final String STATE = ".state";

    /** Of so many consumers the files are open. */
    private static final int MOST_OPEN_STATES = 256;

    private final Path directory;
    private final LogEnvironment environment;
    private final String account;
    private final String name;
    private final TwinFile file;
    private final LogMessageStore messages;
    private final Map<String, byte[]> consumers = new TreeMap<>();
    private final Map<String, LogStateLog> states = new HashMap<>();
    private final OpenFiles stateFiles;
    private final Consumer<LogStoredStream> onDelete;
    private byte[] configuration;

    private LogStoredStream(
            Path directory,
            LogEnvironment environment,
            TwinFile file,
            NamedBytes content,
            Consumer<LogStoredStream> onDelete)
            throws IOException {
        this.directory = directory;
        this.environment = environment;
        this.stateFiles = new OpenFiles(environment.disk(), MOST_OPEN_STATES);
        this.file = file;
        this.account = content.name(0);
        this.name = content.name(1);
        this.configuration = content.configuration();
        this.onDelete = onDelete;
        Files.createDirectories(directory.resolve(CONSUMERS));
        this.messages = LogMessageStore.open(directory.resolve("messages"), environment);
        readConsumers();
    }

    /** Writes what a new stream begins with, into a directory that is there. */
    static void lay(Path directory, LogEnvironment environment, String account, String name, byte[] configuration)
            throws IOException {
        NamedBytes content = new NamedBytes(List.of(account, name), configuration);
        new TwinFile(environment.disk(), directory, STREAM).write(content.encode());
    }

    static LogStoredStream open(Path directory, LogEnvironment environment, Consumer<LogStoredStream> onDelete)
            throws IOException {
        TwinFile file = new TwinFile(environment.disk(), directory, STREAM);
        byte[] content = file.read();
        if (content == null) {
            throw new IOException("its configuration is damaged");
        }
        return new LogStoredStream(directory, environment, file, NamedBytes.decode(content, 2), onDelete);
    }

    private void readConsumers() throws IOException {
        try (Stream<Path> paths = Files.list(directory.resolve(CONSUMERS))) {
            for (Path path : paths.sorted().toList()) {
                String fileName = String.valueOf(path.getFileName());
                if (fileName.endsWith(".new")) {
                    environment.disk().delete(path);
                } else if (fileName.endsWith(CONSUMER) || fileName.endsWith(CONSUMER + ".copy")) {
                    readConsumer(fileName.substring(0, fileName.lastIndexOf(CONSUMER)));
                }
            }
        }
    }

    private void readConsumer(String plainName) throws IOException {
        byte[] content = new TwinFile(environment.disk(), directory.resolve(CONSUMERS), plainName + CONSUMER).read();
        if (content == null) {
            LOG.log(Level.ERROR, "Consumer {0} of stream {1} is damaged and left out.", plainName, name);
            return;
        }
        NamedBytes consumer = NamedBytes.decode(content, 1);
        consumers.put(consumer.name(0), consumer.configuration());
    }

    @Override
    public String account() {
        return account;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] configuration() {
        return configuration.clone();
    }

    @Override
    public void configuration(byte[] newConfiguration) {
        write(file, new NamedBytes(List.of(account, name), newConfiguration));
        configuration = newConfiguration.clone();
    }

    @Override
    public MessageStore messages() {
        return messages;
    }

    @Override
    public Map<String, byte[]> consumers() {
        Map<String, byte[]> copy = new LinkedHashMap<>();
        consumers.forEach((consumer, bytes) -> copy.put(consumer, bytes.clone()));
        return copy;
    }

    @Override
    public void consumer(String consumer, byte[] consumerConfiguration) {
        write(consumerFile(consumer), new NamedBytes(List.of(consumer), consumerConfiguration));
        consumers.put(consumer, consumerConfiguration.clone());
    }

    private TwinFile consumerFile(String consumer) {
        return new TwinFile(environment.disk(), directory.resolve(CONSUMERS), FileNames.of(consumer) + CONSUMER);
    }

    private void write(TwinFile twin, NamedBytes content) {
        try {
            twin.read();
            twin.write(content.encode());
        } catch (IOException e) {
            throw DiskFailure.writing(directory, e);
        }
    }

    @Override
    public StateLog consumerState(String consumer, boolean inMemory) {
        if (inMemory) {
            return new ForgottenState();
        }
        LogStateLog state = states.get(consumer);
        if (state == null) {
            state = LogStateLog.open(
                    directory.resolve(CONSUMERS), FileNames.of(consumer) + STATE, environment, stateFiles);
            states.put(consumer, state);
        }
        return state;
    }

    @Override
    public void deleteConsumer(String consumer) {
        consumers.remove(consumer);
        LogStateLog state = states.remove(consumer);
        if (state != null) {
            state.abandon();
        }
        try {
            consumerFile(consumer).delete();
            environment.disk().delete(directory.resolve(CONSUMERS).resolve(FileNames.of(consumer) + STATE));
            environment.disk().forceDirectory(directory.resolve(CONSUMERS));
        } catch (IOException e) {
            throw DiskFailure.writing(directory, e);
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void delete() {
        states.values().forEach(LogStateLog::abandon);
        states.clear();
        messages.delete();
        onDelete.accept(this);
    }

    @Override
    public void close() {
        try {
            for (LogStateLog state : states.values()) {
                closeQuietly(state);
            }
        } finally {
            messages.close();
        }
    }

    private void closeQuietly(LogStateLog state) {
        try {
            state.close();
        } catch (StorageException e) {
            LOG.log(Level.WARNING, "The state of a consumer of {0} could not be written: {1}", name, e.getMessage());
        }
    }
}
