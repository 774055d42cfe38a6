package io.quoll.storage.log;

import io.quoll.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** What an {@link IOException} means for a store. */
final class DiskFailure {

    private DiskFailure() {}

    static StorageException writing(Path file, IOException cause) {
        if (isOutOfSpace(cause)) {
            return new StorageException.OutOfSpace("no room on the disk for " + file.getFileName(), cause);
        }
        return new StorageException("cannot write " + file.getFileName() + ": " + cause.getMessage(), cause, true);
    }

    static StorageException forcing(Path file, IOException cause) {
        return new StorageException.NotDurable(
                "the disk did not confirm " + file.getFileName() + ": " + cause.getMessage(), cause);
    }

    static StorageException reading(Path file, IOException cause) {
        return new StorageException("cannot read " + file.getFileName() + ": " + cause.getMessage(), cause, false);
    }

    /** The file system tells in words only, and in English whatever the locale. */
    private static boolean isOutOfSpace(IOException failure) {
        String text = failure instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : failure.getMessage();
        String words = text == null ? "" : text.toLowerCase(Locale.ROOT);
        return words.contains("no space left")
                || words.contains("not enough space")
                || words.contains("quota exceeded")
                || words.contains("file too large");
    }
}
