package io.quoll.storage.index;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.hash.VanillaGlobalMutableState$$Native;
import net.openhft.chronicle.values.Values;

/**
 * What becomes of Chronicle Values in a native executable, where no class can be generated: it makes the state of a map's
 * file, whose class is there already, and refuses anything else.
 */
@SuppressWarnings("DoNotCallSuggester")
@TargetClass(Values.class)
final class ValuesNatively {

    private ValuesNatively() {}

    @Substitute
    public static boolean isValueInterfaceOrImplClass(Class<?> type) {
        return false;
    }

    @Substitute
    public static <T> T newHeapInstance(Class<T> type) {
        throw new UnsupportedOperationException(type.getName());
    }

    @Substitute
    public static <T> T newNativeReference(Class<T> type) {
        if (type != VanillaGlobalMutableState.class) {
            throw new UnsupportedOperationException(type.getName());
        }
        return type.cast(new VanillaGlobalMutableState$$Native());
    }

    @Substitute
    public static <T> Class<T> heapClassFor(Class<T> type) {
        throw new UnsupportedOperationException(type.getName());
    }

    @Substitute
    @SuppressWarnings("unchecked")
    public static <T> Class<T> nativeClassFor(Class<T> type) {
        if (type != VanillaGlobalMutableState.class) {
            throw new UnsupportedOperationException(type.getName());
        }
        return (Class<T>) VanillaGlobalMutableState$$Native.class;
    }
}
