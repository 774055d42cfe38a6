package io.quoll.storage.index;

import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import io.quoll.storage.segment.SubjectKey;
import io.quoll.storage.segment.SubjectTable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Counts subjects of more messages than anybody wants to look up one by one: on the heap as long as they are few; beyond that
 * what is there is written to a file in the order of hashes, and all such runs are merged at the end, so that each subject is
 * written to the index once. One thread. Holds as many subjects as it was told; there are at most {@value #MOST_RUNS} files.
 */
final class SubjectRuns implements Closeable {

    private static final int MOST_RUNS = 64;
    private static final int BUFFER = 64 << 10;
    private static final String PREFIX = "subjects-run-";

    private final Path directory;
    private final int most;
    private final List<Path> runs = new ArrayList<>();
    private SubjectTable heap = new SubjectTable();
    private int written;

    /** Gets subjects in the order of their hashes. */
    @FunctionalInterface
    interface Receiver {
        void take(long order, byte[] subject, SubjectEntry entry) throws IOException;
    }

    /** @param most how many subjects are on the heap before they are written */
    SubjectRuns(Path directory, int most) {
        this.directory = directory;
        this.most = most;
    }

    /** A message has that subject. */
    void added(SubjectKey subject, long sequence) throws IOException {
        heap.added(subject, sequence);
        if (heap.size() >= most) {
            spill();
        }
    }

    /** Whether all are on the heap. */
    boolean isOnHeap() {
        return runs.isEmpty();
    }

    SubjectTable heap() {
        return heap;
    }

    private void spill() throws IOException {
        if (runs.size() == MOST_RUNS) {
            Path all = next();
            try (RunWriter out = new RunWriter(all)) {
                merge(out::write);
            }
            deleteRuns();
            runs.add(all);
        }
        Path run = next();
        runs.add(run);
        try (RunWriter out = new RunWriter(run)) {
            heap.forEachInOrder((order, subject, entry) -> {
                try {
                    out.write(order, subject, entry);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        heap = new SubjectTable();
    }

    private Path next() {
        return directory.resolve(PREFIX + written++ + ".new");
    }

    /** Shows each subject once, with all that was added. */
    void forEach(Receiver receiver) throws IOException {
        if (heap.size() > 0) {
            spill();
        }
        merge(receiver);
    }

    private void merge(Receiver receiver) throws IOException {
        PriorityQueue<RunReader> readers =
                new PriorityQueue<>(Comparator.comparingLong(reader -> reader.order ^ Long.MIN_VALUE));
        List<RunReader> opened = new ArrayList<>();
        try {
            for (Path run : runs) {
                RunReader reader = new RunReader(run);
                opened.add(reader);
                if (reader.next()) {
                    readers.add(reader);
                }
            }
            Sums sums = new Sums();
            while (!readers.isEmpty()) {
                RunReader reader = readers.remove();
                sums.add(reader, receiver);
                if (reader.next()) {
                    readers.add(reader);
                }
            }
            sums.finish(receiver);
        } finally {
            for (RunReader reader : opened) {
                reader.close();
            }
        }
    }

    /** What has the same place in the order: nearly always one subject. */
    private static final class Sums {
        private final List<byte[]> subjects = new ArrayList<>();
        private final List<SubjectEntry> entries = new ArrayList<>();
        private long order;

        void add(RunReader reader, Receiver receiver) throws IOException {
            if (reader.order != order) {
                finish(receiver);
                order = reader.order;
            }
            for (int i = 0; i < subjects.size(); i++) {
                if (Arrays.equals(subjects.get(i), reader.subject)) {
                    entries.get(i).add(reader.entry);
                    return;
                }
            }
            SubjectEntry sum = new SubjectEntry();
            sum.set(reader.entry.first(), reader.entry.last(), reader.entry.count());
            subjects.add(reader.subject);
            entries.add(sum);
        }

        void finish(Receiver receiver) throws IOException {
            for (int i = 0; i < subjects.size(); i++) {
                receiver.take(order, subjects.get(i), entries.get(i));
            }
            subjects.clear();
            entries.clear();
        }
    }

    private void deleteRuns() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
    }

    @Override
    public void close() throws IOException {
        deleteRuns();
    }

    /** Writes one run. */
    private static final class RunWriter implements Closeable {
        private final DataOutputStream out;

        RunWriter(Path file) throws IOException {
            this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
        }

        void write(long order, byte[] subject, SubjectEntry entry) throws IOException {
            out.writeLong(order);
            out.writeShort(subject.length);
            out.write(subject);
            out.writeLong(entry.first());
            out.writeLong(entry.last());
            out.writeLong(entry.count());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Reads one run. */
    private static final class RunReader implements Closeable {
        private final DataInputStream in;
        private final SubjectEntry entry = new SubjectEntry();
        private long order;
        private byte[] subject = {};

        RunReader(Path file) throws IOException {
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
        }

        boolean next() throws IOException {
            try {
                order = in.readLong();
            } catch (EOFException e) {
                return false;
            }
            subject = new byte[in.readUnsignedShort()];
            in.readFully(subject);
            entry.set(in.readLong(), in.readLong(), in.readLong());
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
