package io.quoll.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A configuration file and the files it includes, read into one block. Used once, by the thread that starts or reloads
 * the server.
 */
final class ConfigFile {

    /** Larger files are refused; a mistaken path to a device or a log must not fill the memory. */
    static final int MAX_BYTES = 16 << 20;

    /** Files read for one configuration, counted with repetition. */
    static final int MAX_FILES = 1000;

    private final Variables variables;
    private final Set<Path> open = new LinkedHashSet<>();
    private int filesRead;

    private ConfigFile(Map<String, String> environment) {
        this.variables = new Variables(environment);
    }

    /** Reads the file. Anything wrong with it, or with a file it includes, is a {@link ConfigException}. */
    static ConfigValue.Block read(Path file, Origin origin, Map<String, String> environment) {
        Scope root = new Scope(new Position(file.toString(), 1, 1), null);
        new ConfigFile(environment).readInto(root, file, origin, 0);
        return root.toBlock();
    }

    /** Parses a text as if it stood in a file of that name. */
    static ConfigValue.Block parse(String name, String text, Map<String, String> environment) {
        Scope root = new Scope(new Position(name, 1, 1), null);
        new ConfigFile(environment).parseInto(root, Path.of(name), text, 0);
        return root.toBlock();
    }

    private void readInto(Scope scope, Path file, Origin origin, int depth) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!open.add(absolute)) {
            throw new ConfigException(origin, "the file " + file + " includes itself");
        }
        if (++filesRead > MAX_FILES) {
            throw new ConfigException(origin, "more than " + MAX_FILES + " files are included");
        }
        parseInto(scope, file, decode(file, bytes(file, origin)), depth);
        open.remove(absolute);
    }

    private void parseInto(Scope scope, Path file, String text, int depth) {
        SourceText source = new SourceText(file.toString(), text.startsWith("\uFEFF") ? text.substring(1) : text);
        new ConfigParser(
                        source,
                        variables,
                        (path, position, inner, innerDepth) -> include(file, path, position, inner, innerDepth + 1))
                .readFile(scope, depth);
    }

    private void include(Path from, String path, Position position, Scope scope, int depth) {
        if (depth > ConfigParser.MAX_DEPTH) {
            throw new ConfigException(position, "files are included more than " + ConfigParser.MAX_DEPTH + " deep");
        }
        try {
            readInto(scope, from.resolveSibling(path), position, depth);
        } catch (InvalidPathException e) {
            throw new ConfigException(position, "the name of the included file is not a path");
        }
    }

    private static byte[] bytes(Path file, Origin origin) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ConfigException(origin, "the file " + file + " is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new ConfigException(origin, "there is no file " + file);
        } catch (IOException e) {
            throw new ConfigException(origin, "the file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static String decode(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            SourceText decoded = new SourceText(file.toString(), text);
            decoded.take(text.length());
            throw new ConfigException(decoded.position(), "the file is not UTF-8 from here on");
        }
        return text;
    }
}
