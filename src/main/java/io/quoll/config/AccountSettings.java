package io.quoll.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account as the file defines it.
 *
 * @param nkey its public key, empty where none is given
 * @param defaultPermissions of its users who have none of their own
 */
public record AccountSettings(
        String name,
        String nkey,
        List<UserCredentials> users,
        List<ExportEntry> exports,
        List<ImportEntry> imports,
        List<MappingEntry> mappings,
        Limits limits,
        @Nullable PermissionSettings defaultPermissions,
        @Nullable Streams streams) {

    public AccountSettings {
        users = List.copyOf(users);
        exports = List.copyOf(exports);
        imports = List.copyOf(imports);
        mappings = List.copyOf(mappings);
    }

    /** The most of each; -1 for no limit. */
    public record Limits(int maxConnections, int maxSubscriptions, int maxPayload, int maxLeafNodes) {

        public static final Limits NONE = new Limits(-1, -1, -1, -1);
    }

    /** That the account may keep streams, and the most of each; -1 for no limit. */
    public record Streams(
            long maxMemory,
            long maxFile,
            int maxStreams,
            int maxConsumers,
            int maxAckPending,
            boolean maxBytesRequired,
            long memoryMaxStreamBytes,
            long storeMaxStreamBytes) {

        public static final Streams UNLIMITED = new Streams(-1, -1, -1, -1, -1, false, -1, -1);
    }

    /** How many messages are one answer of a service. */
    public enum Answer {
        SINGLETON,
        STREAM,
        CHUNKED
    }

    /**
     * What is offered to other accounts.
     *
     * @param accounts to whom; empty for all
     * @param accountTokenPosition the token that must be the importer's name, from one; 0 for none
     * @param threshold how long a service may take; {@code null} where nothing is said
     */
    public record ExportEntry(
            boolean service,
            String subject,
            List<String> accounts,
            Answer answer,
            @Nullable Duration threshold,
            int accountTokenPosition) {

        public ExportEntry {
            accounts = List.copyOf(accounts);
        }
    }

    /**
     * What is taken from another account.
     *
     * @param to what it is called here
     */
    public record ImportEntry(boolean service, String account, String subject, String to, boolean share) {}
}
