package io.quoll.storage.memory;

import io.quoll.storage.ForgottenState;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StateLog;
import io.quoll.storage.StoredStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A stream that ends with the process. Belongs to the stream's writer. */
public final class MemoryStoredStream implements StoredStream {

    private final String account;
    private final String name;
    private final MessageStore messages = new MemoryMessageStore();
    private final Map<String, byte[]> consumers = new LinkedHashMap<>();
    private final Runnable onDelete;
    private byte[] configuration;

    /** @param onDelete run once it is deleted */
    public MemoryStoredStream(String account, String name, byte[] configuration, Runnable onDelete) {
        this.account = account;
        this.name = name;
        this.configuration = configuration.clone();
        this.onDelete = onDelete;
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
        configuration = newConfiguration.clone();
    }

    @Override
    public MessageStore messages() {
        return messages;
    }

    @Override
    public Map<String, byte[]> consumers() {
        return new LinkedHashMap<>(consumers);
    }

    @Override
    public void consumer(String consumer, byte[] consumerConfiguration) {
        consumers.put(consumer, consumerConfiguration.clone());
    }

    @Override
    public StateLog consumerState(String consumer, boolean inMemory) {
        return new ForgottenState();
    }

    @Override
    public void deleteConsumer(String consumer) {
        consumers.remove(consumer);
    }

    @Override
    public void delete() {
        messages.delete();
        onDelete.run();
    }

    @Override
    public void close() {
        messages.close();
    }
}
