package io.quoll.storage.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of maps' files, {@code subjects-[generation]-[part]-[capacity].cmap}. Stateless. */
final class MapFiles {

    private static final Pattern NAME = Pattern.compile("subjects-(\\d{1,9})-.*\\" + ChronicleSubjects.SUFFIX);

    private MapFiles() {}

    /** The highest generation of which there are files, 0 if there are none. */
    static int lastGeneration(Path directory) {
        try {
            return files(directory).stream()
                    .mapToInt(MapFiles::generation)
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            // Whoever wants to write there will see.
            return 0;
        }
    }

    static void deleteBefore(Path directory, int generation) throws IOException {
        for (Path file : files(directory)) {
            if (generation(file) < generation) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> generation(file) >= 0).toList();
        }
    }

    private static int generation(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Integer.parseInt(name.group(1)) : -1;
    }
}
