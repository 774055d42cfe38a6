package io.quoll.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the tokens of accounts are found.
 *
 * @param directory where the kind is one of files
 * @param limit the most accounts in the directory
 * @param allowDelete whether accounts may be deleted over the wire
 * @param hardDelete whether the files of deleted accounts go, rather than get another name
 */
public record ResolverSettings(
        Kind kind, Optional<Path> directory, long limit, boolean allowDelete, boolean hardDelete) {

    /** What the resolver holds. */
    public enum Kind {
        /** The accounts that the configuration lists. */
        MEMORY,
        /** Every account there is, in files. */
        FULL,
        /** The accounts that were asked for, in files. */
        CACHE
    }
}
