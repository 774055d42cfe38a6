package net.openhft.compiler;

/** Compiles nothing. */
public final class CompilerUtils {

    public static final CachedCompiler CACHED_COMPILER = new CachedCompiler();

    private CompilerUtils() {}
}
