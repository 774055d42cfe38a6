package io.quoll.storage;

import org.jspecify.annotations.Nullable;

/** A store could not do what it was asked to. */
public class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean fatal;

    public StorageException(String message, @Nullable Throwable cause, boolean fatal) {
        super(message, cause);
        this.fatal = fatal;
    }

    /** Whether the store takes no more writes. */
    public boolean isFatal() {
        return fatal;
    }

    /** The disk, or memory, has no room. Nothing of the message was kept; it may be tried again when there is room. */
    public static final class OutOfSpace extends StorageException {
        private static final long serialVersionUID = 1L;

        public OutOfSpace(String message, @Nullable Throwable cause) {
            super(message, cause, false);
        }
    }

    /** Another server keeps its streams there. */
    public static final class InUse extends StorageException {
        private static final long serialVersionUID = 1L;

        public InUse(String message) {
            super(message, null, true);
        }
    }

    /** The disk did not confirm what it was given, so nobody knows what is on it. */
    public static final class NotDurable extends StorageException {
        private static final long serialVersionUID = 1L;

        public NotDurable(String message, Throwable cause) {
            super(message, cause, true);
        }
    }
}
