package io.quoll.storage.compression;

import java.io.IOException;

/** What was to be read is not what was written. */
public final class DamagedBlockException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedBlockException(String message) {
        super(message);
    }
}
