package net.openhft.compiler;

import java.util.function.Consumer;
import java.util.function.Function;
import javax.tools.StandardJavaFileManager;
import org.jspecify.annotations.Nullable;

/** Compiles nothing: what is needed is there already. */
public class CachedCompiler {

    public volatile @Nullable Function<StandardJavaFileManager, MyJavaFileManager> fileManagerOverride;

    /** Would tell the compiler where to look. */
    public void updateFileManagerForClassLoader(ClassLoader loader, Consumer<MyJavaFileManager> update) {}

    /** @throws ClassNotFoundException always */
    public Class<?> loadFromJava(ClassLoader loader, String name, String code) throws ClassNotFoundException {
        throw new ClassNotFoundException(name + " would have to be compiled");
    }
}
