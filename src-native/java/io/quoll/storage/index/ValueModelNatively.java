package io.quoll.storage.index;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** No model of a value that a class could be generated from; see {@link ValuesNatively}. */
@SuppressWarnings("DoNotCallSuggester")
@TargetClass(className = "net.openhft.chronicle.values.ValueModel")
final class ValueModelNatively {

    private ValueModelNatively() {}

    @Substitute
    public static ValueModelNatively acquire(Class<?> type) {
        throw new UnsupportedOperationException(type.getName());
    }
}
