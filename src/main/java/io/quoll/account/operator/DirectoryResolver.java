package io.quoll.account.operator;

import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Accounts in a directory, a file {@code <account>.jwt} each, as tools for nats-server lay them out. A file is replaced whole
 * or not at all. Any thread but a loop; one change at a time. Bounded by {@code resolver.limit}.
 */
public final class DirectoryResolver implements AccountResolver {

    private static final String SUFFIX = ".jwt";
    private static final String DELETED_SUFFIX = ".jwt.deleted";
    private static final int LARGEST_FILE = 1 << 20;

    private final Path directory;
    private final long limit;
    private final boolean allowsDelete;
    private final boolean keepsDeleted;

    /**
     * @param limit the most accounts
     * @param keepsDeleted whether the file of a deleted account stays, under another name
     * @throws IOException if the directory is none and cannot be made
     */
    public DirectoryResolver(Path directory, long limit, boolean allowsDelete, boolean keepsDeleted)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.limit = limit;
        this.allowsDelete = allowsDelete;
        this.keepsDeleted = keepsDeleted;
    }

    @Override
    public Optional<String> fetch(String account) throws IOException {
        Path file = file(account);
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("the file of account " + account + " is too large for a token");
            }
            return Optional.of(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public synchronized void store(String account, String token) throws IOException {
        Path file = file(account);
        if (!Files.exists(file) && accounts().size() >= limit) {
            throw new IOException("jwtstore is full");
        }
        Path written = Files.createTempFile(directory, account, ".tmp");
        try {
            Files.writeString(written, token, StandardCharsets.US_ASCII);
            replace(written, file);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void replace(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public List<String> accounts() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .filter(name -> PublicKey.isValid(name, KeyKind.ACCOUNT))
                    .toList();
        }
    }

    @Override
    public boolean allowsDelete() {
        return allowsDelete;
    }

    @Override
    public synchronized void delete(String account) throws IOException {
        if (!Files.exists(file(account))) {
            throw new IOException("account " + account + " is not known");
        }
        if (keepsDeleted) {
            replace(file(account), directory.resolve(account + DELETED_SUFFIX));
        } else {
            Files.delete(file(account));
        }
    }

    /** The name of a file is a key and nothing else, whoever asks. */
    private Path file(String account) throws IOException {
        if (!PublicKey.isValid(account, KeyKind.ACCOUNT)) {
            throw new IOException("not the public key of an account");
        }
        return directory.resolve(account + SUFFIX);
    }
}
