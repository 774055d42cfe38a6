package io.quoll.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.word.WordFactory;

/**
 * The file of the program as the system has it in memory. Around each page that is touched the system brings in the pages
 * beside it, so that after a start most of the file is there, and counts as the program's.
 */
final class ExecutableFile {

    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final Path PROGRAM = Path.of("/proc/self/exe");
    private static final Pattern MAPPING =
            Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\S+(?: +(.*))?");
    private static final String CHANGED = "Private_Dirty:";
    private static final Pattern NOTHING = Pattern.compile("Private_Dirty: +0 kB");

    /** The advice of madvise(2) that pages are not needed now, and may be read from the file when they are. */
    private static final int DONT_NEED = 4;

    private ExecutableFile() {}

    /** Lets go of the pages that are as they are in the file. Those in use come back at once. */
    static void giveBackPages() {
        try {
            String program = PROGRAM.toRealPath().toString();
            long start = 0;
            long end = 0;
            for (String line : Files.readAllLines(MAPPINGS)) {
                Matcher mapping = MAPPING.matcher(line);
                if (mapping.matches()) {
                    boolean ours = program.equals(mapping.group(4))
                            && !mapping.group(3).contains("w");
                    start = ours ? Long.parseUnsignedLong(mapping.group(1), 16) : 0;
                    end = ours ? Long.parseUnsignedLong(mapping.group(2), 16) : 0;
                } else if (start != end
                        && line.startsWith(CHANGED)
                        && NOTHING.matcher(line).matches()) {
                    SystemCall.madvise(WordFactory.pointer(start), WordFactory.unsigned(end - start), DONT_NEED);
                }
            }
        } catch (IOException e) {
            System.getLogger(ExecutableFile.class.getName()).log(Level.DEBUG, "cannot read " + MAPPINGS, e);
        }
    }
}
