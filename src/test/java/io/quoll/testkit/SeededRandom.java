package io.quoll.testkit;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives a test a {@link Random} that is another one each run. A failure names its seed; {@code -Dtest.seed=...} repeats it.
 */
public final class SeededRandom implements ParameterResolver, TestExecutionExceptionHandler {

    private static final String PROPERTY = "test.seed";
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SeededRandom.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Random.class;
    }

    @Override
    public Random resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Long replayed = Long.getLong(PROPERTY);
        long seed = replayed != null ? replayed : new SecureRandom().nextLong();
        test.getStore(NAMESPACE).put(PROPERTY, seed);
        return new Random(seed);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) {
        throw new AssertionError(
                "repeat with -D" + PROPERTY + "=" + test.getStore(NAMESPACE).get(PROPERTY), failure);
    }
}
