package io.quoll.storage;

/**
 * A stream that is being filled and is not there yet: when the process ends before it is complete, nothing of it is left. One
 * thread at a time; ends with one of {@link #complete} and {@link #discard}.
 */
public interface DraftStream {

    MessageStore messages();

    /**
     * The stream is there from now on, with everything on the disk.
     *
     * @throws IllegalArgumentException if there is another one of its name by now; then the draft is gone
     */
    StoredStream complete();

    /** Nothing of it is left. */
    void discard();
}
